using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Mpire.Serialization;

/// <summary>Framework types that travel by value or by name. Each factory is a method of its own, so that only its types are loaded.</summary>
internal static class KnownAtoms
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The codec for <paramref name="type"/>, which is or derives from the type called <paramref name="name"/>.</summary>
    public static TypeCodec? Make(Type type, Type level, string? name) => name switch
    {
        "System.Type" => new AtomCodec(type, static (w, v) => w.WriteType(TypeCodecs.For((Type)v)), static r => r.ReadType().Type),
        "System.Reflection.MethodBase" => new AtomCodec(type, static (w, v) => MethodIdentity.Write(w, (MethodBase)v), MethodIdentity.Read),
        "System.Reflection.FieldInfo" => Member(type, static declaring => declaring.GetFields(Any)),
        "System.Reflection.PropertyInfo" => Member(type, static declaring => declaring.GetProperties(Any)),
        "System.Reflection.EventInfo" => Member(type, static declaring => declaring.GetEvents(Any)),
        "System.Reflection.Assembly" => new AtomCodec(
            type, static (w, v) => AssemblyIdentity.Append(w.Out, (Assembly)v, "The assembly"), static r => AssemblyIdentity.Read(r.In)),
        "System.Reflection.Module" => new AtomCodec(
            type, static (w, v) => AssemblyIdentity.Append(w.Out, ((Module)v).Assembly, "The module"), static r => AssemblyIdentity.Read(r.In).ManifestModule),
        "System.DBNull" => new AtomCodec(type, static (_, _) => { }, static _ => DBNull.Value),
        "System.Reflection.Missing" => new AtomCodec(type, static (_, _) => { }, static _ => Missing.Value),
        "System.OrdinalComparer" => new AtomCodec(
            type,
            static (w, v) => w.Out.WriteByte(ReferenceEquals(v, StringComparer.OrdinalIgnoreCase) ? (byte)1 : (byte)0),
            static r => r.ReadFlag() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal),
        "System.CultureAwareComparer" => CultureComparer(type),
        "System.Collections.Generic.GenericEqualityComparer`1" or "System.Collections.Generic.NullableEqualityComparer`1"
            or "System.Collections.Generic.ObjectEqualityComparer`1" or "System.Collections.Generic.EnumEqualityComparer`1"
            or "System.Collections.Generic.ByteEqualityComparer" or "System.Collections.Generic.StringEqualityComparer"
            or "System.Collections.Generic.GenericComparer`1" or "System.Collections.Generic.NullableComparer`1"
            or "System.Collections.Generic.ObjectComparer`1" or "System.Collections.Generic.EnumComparer`1" => Default(type, level.BaseType),
        "System.Collections.Generic.ReferenceEqualityComparer" => new AtomCodec(type, static (_, _) => { }, static _ => ReferenceEqualityComparer.Instance),
        "System.Threading.CancellationToken" => Cancellation(type),
        "System.Globalization.CultureInfo" => CultureCodecs.Culture(type),
        "System.Globalization.DateTimeFormatInfo" => CultureCodecs.Dates(type),
        "System.Text.Json.JsonSerializerOptions" => new JsonOptionsCodec(type),
        "System.Globalization.CompareInfo" => new AtomCodec(
            type, static (w, v) => w.Out.WriteString(((CompareInfo)v).Name), static r => CompareInfo.GetCompareInfo(r.In.ReadString() ?? "")),
        "System.Globalization.TextInfo" => new AtomCodec(
            type, static (w, v) => w.Out.WriteString(((TextInfo)v).CultureName), static r => CultureInfo.GetCultureInfo(r.In.ReadString() ?? "").TextInfo),
        "System.TimeZoneInfo" => TimeZone(type),
        "System.Text.Encoding" when Layout.IsFramework(type.Assembly) => EncodingCodec.Make(type),
        "System.Uri" => Address(type),
        "System.Text.RegularExpressions.Regex" => RegexByPattern(type),
        "System.Net.IPAddress" => HostAddress(type),
        "System.Text.Json.JsonElement" => JsonText(type),
        "System.Text.Json.JsonDocument" => JsonDocumentText(type),
        "System.Net.Http.HttpMethod" => Method(type),
        "System.Xml.XmlQualifiedName" => QualifiedName(type),
        "System.Xml.Linq.XName" => XmlName(type),
        "System.Xml.Linq.XNamespace" => XmlNamespace(type),
        "System.Collections.Hashtable" => new HashtableCodec(type),
        "System.Dynamic.ExpandoObject" => new ExpandoCodec(type),
        "System.Linq.Lookup`2" => new RefusedCodec(
            type, "it places its groups by hash codes of this process", "Send a dictionary: ToDictionary(g => g.Key, g => g.ToArray())."),
        _ => null,
    };

    private static AtomCodec Member<T>(Type type, Func<Type, T[]> members)
        where T : MemberInfo => new(
        type,
        static (w, v) =>
        {
            w.WriteType(TypeCodecs.For(((T)v).DeclaringType ?? throw Refusals.Refuse(w, v.GetType(), "it belongs to no type", Refusals.Leave)));
            w.Out.WriteInt32(((T)v).MetadataToken);
        },
        r =>
        {
            Type declaring = r.ReadType().Type;
            int token = r.In.ReadInt32();
            foreach (T member in members(declaring))
            {
                if (member.MetadataToken == token)
                {
                    return member;
                }
            }

            throw GraphReader.WrongType(typeof(T));
        });

    private static AtomCodec? Default(Type type, Type? family)
    {
        MethodInfo? getter = family?.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)?.GetMethod;
        return getter is null ? null : new AtomCodec(type, static (_, _) => { }, _ => getter.Invoke(null, null)!); // never null
    }

    private static AtomCodec Cancellation(Type type) => new(
        type,
        static (w, v) =>
        {
            var token = (CancellationToken)v;
            if (token.CanBeCanceled && !token.IsCancellationRequested)
            {
                throw Refusals.Refuse(
                    w, typeof(CancellationToken), Refusals.Cancelling, "Use the token that the worker gives to the task.");
            }

            w.Out.WriteByte(token.IsCancellationRequested ? (byte)1 : (byte)0);
        },
        static r => new CancellationToken(r.ReadFlag()),
        identity: false);

    // In one step, so that it is complete wherever it is met.
    private static AtomCodec CultureComparer(Type type) => new(
        type,
        static (w, v) =>
        {
            byte which = ReferenceEquals(v, StringComparer.InvariantCulture) ? (byte)1 : ReferenceEquals(v, StringComparer.InvariantCultureIgnoreCase) ? (byte)2 : (byte)0;
            w.Out.WriteByte(which);
            if (which == 0)
            {
                _ = StringComparer.IsWellKnownCultureAwareComparer((IEqualityComparer<string?>)v, out CompareInfo? rules, out CompareOptions options);
                w.Out.WriteString(rules!.Name); // it is one
                w.Out.WriteInt32((int)options);
            }
        },
        static r => r.In.ReadByte() switch
        {
            1 => StringComparer.InvariantCulture,
            2 => StringComparer.InvariantCultureIgnoreCase,
            _ => CompareInfo.GetCompareInfo(r.In.ReadString() ?? "").GetStringComparer((CompareOptions)r.In.ReadInt32()),
        });

    private static AtomCodec TimeZone(Type type)
    {
        var fields = new FieldSet(type, above: null);
        return new AtomCodec(
            type,
            (w, v) =>
            {
                byte which = ReferenceEquals(v, TimeZoneInfo.Utc) ? (byte)1 : ReferenceEquals(v, TimeZoneInfo.Local) ? (byte)2 : (byte)0;
                w.Out.WriteByte(which);
                if (which == 0)
                {
                    fields.Write(w, v);
                }
            },
            r =>
            {
                byte which = r.In.ReadByte();
                if (which is 1 or 2)
                {
                    return which == 1 ? TimeZoneInfo.Utc : TimeZoneInfo.Local;
                }

                object zone = RuntimeHelpers.GetUninitializedObject(typeof(TimeZoneInfo));
                fields.Read(r, zone);
                return zone;
            });
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Start methods with processes need an untrimmed program.")]
    private static AtomCodec RegexByPattern(Type type) => type == typeof(Regex)
        ? new AtomCodec(
            type,
            static (w, v) =>
            {
                var regex = (Regex)v;
                w.Out.WriteString(regex.ToString());
                w.Out.WriteInt32((int)regex.Options);
                w.Out.WriteInt64(regex.MatchTimeout.Ticks);
            },
            static r => new Regex(r.In.ReadString() ?? "", (RegexOptions)r.In.ReadInt32(), TimeSpan.FromTicks(r.In.ReadInt64())))
        : new AtomCodec(type, static (_, _) => { }, _ => Activator.CreateInstance(type, nonPublic: true)!); // made by the generator: no state

    private static AtomCodec HostAddress(Type type) => new(
        type,
        static (w, v) =>
        {
            byte[] bytes = ((IPAddress)v).GetAddressBytes();
            w.Out.WriteByte((byte)bytes.Length);
            w.Out.WriteBytes(bytes);
            w.Out.WriteInt64(bytes.Length == 16 ? ((IPAddress)v).ScopeId : 0);
        },
        static r =>
        {
            byte[] bytes = new byte[r.In.ReadByte()];
            r.In.ReadBytesInto(bytes);
            long scope = r.In.ReadInt64();
            return bytes.Length == 16 ? new IPAddress(bytes, scope) : new IPAddress(bytes);
        });

    private static AtomCodec JsonText(Type type) => new(
        type,
        static (w, v) => w.Out.WriteString(((JsonElement)v).ValueKind == JsonValueKind.Undefined ? null : ((JsonElement)v).GetRawText()),
        static r =>
        {
            string? text = r.In.ReadString();
            return text is null ? default(JsonElement) : JsonElement.Parse(text);
        },
        identity: false);

    private static AtomCodec JsonDocumentText(Type type) => new(
        type,
        static (w, v) => w.Out.WriteString(((JsonDocument)v).RootElement.GetRawText()),
        static r => JsonDocument.Parse(r.In.ReadString() ?? ""));

    private static AtomCodec XmlName(Type type) => new(
        type, static (w, v) => w.Out.WriteString(((XName)v).ToString()), static r => XName.Get(r.In.ReadString() ?? ""));

    private static AtomCodec XmlNamespace(Type type) => new(
        type, static (w, v) => w.Out.WriteString(((XNamespace)v).NamespaceName), static r => XNamespace.Get(r.In.ReadString() ?? ""));

    // These two keep hash codes, which have another seed in each process.
    private static AtomCodec QualifiedName(Type type) => new(
        type,
        static (w, v) =>
        {
            w.Out.WriteString(((XmlQualifiedName)v).Name);
            w.Out.WriteString(((XmlQualifiedName)v).Namespace);
        },
        static r => new XmlQualifiedName(r.In.ReadString() ?? "", r.In.ReadString() ?? ""));

    private static AtomCodec Method(Type type) => new(
        type,
        static (w, v) => w.Out.WriteString(((HttpMethod)v).Method),
        static r =>
        {
            string name = r.In.ReadString() ?? "";
            var known = HttpMethod.Parse(name);
            return known.Method == name ? known : new HttpMethod(name);
        });

    private static AtomCodec Address(Type type)
    {
        PropertyInfo? isTakenAsItIs = typeof(Uri).GetProperty("DisablePathAndQueryCanonicalization", Any);
        return new AtomCodec(
            type,
            (w, v) =>
            {
                var uri = (Uri)v;
                w.Out.WriteByte(!uri.IsAbsoluteUri ? (byte)0 : isTakenAsItIs?.GetValue(uri) is true ? (byte)2 : (byte)1);
                w.Out.WriteString(uri.OriginalString);
            },
            static r =>
            {
                byte form = r.In.ReadByte();
                string text = r.In.ReadString() ?? "";
                return form == 2
                    ? new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
                    : new Uri(text, form == 1 ? UriKind.Absolute : UriKind.Relative);
            });
    }
}
