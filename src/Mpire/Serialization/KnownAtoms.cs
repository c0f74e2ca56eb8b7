using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
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
        "System.Globalization.CultureInfo" => Culture(type),
        "System.Globalization.CompareInfo" => new AtomCodec(
            type, static (w, v) => w.Out.WriteString(((CompareInfo)v).Name), static r => CompareInfo.GetCompareInfo(r.In.ReadString() ?? "")),
        "System.Globalization.TextInfo" => new AtomCodec(
            type, static (w, v) => w.Out.WriteString(((TextInfo)v).CultureName), static r => CultureInfo.GetCultureInfo(r.In.ReadString() ?? "").TextInfo),
        "System.TimeZoneInfo" => TimeZone(type),
        "System.Text.Encoding" when Layout.IsFramework(type.Assembly) => EncodingByCodePage(type),
        "System.Uri" => new AtomCodec(
            type,
            static (w, v) =>
            {
                w.Out.WriteByte(((Uri)v).IsAbsoluteUri ? (byte)1 : (byte)0);
                w.Out.WriteString(((Uri)v).OriginalString);
            },
            static r => r.ReadFlag() ? new Uri(r.In.ReadString() ?? "", UriKind.Absolute) : new Uri(r.In.ReadString() ?? "", UriKind.Relative)),
        "System.Text.RegularExpressions.Regex" => RegexByPattern(type),
        "System.Net.IPAddress" => Address(type),
        "System.Text.Json.JsonElement" => JsonText(type),
        "System.Text.Json.JsonDocument" => JsonDocumentText(type),
        "System.Xml.Linq.XName" => XmlName(type),
        "System.Xml.Linq.XNamespace" => XmlNamespace(type),
        "System.Collections.Hashtable" => new HashtableCodec(type),
        "System.Linq.Lookup`2" => new RefusedCodec(
            type, "it places its groups by hash codes of this process", "Send a dictionary: ToDictionary(g => g.Key, g => g.ToArray())."),
        "System.Xml.XmlNode" => new RefusedCodec(type, "it depends on tables of this process", "Send its OuterXml, or use XElement."),
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
                    w, typeof(CancellationToken), "cancelling it here would not be seen there", "Use the token that the worker gives to the task.");
            }

            w.Out.WriteByte(token.IsCancellationRequested ? (byte)1 : (byte)0);
        },
        static r => new CancellationToken(r.ReadFlag()),
        identity: false);

    private static AtomCodec Culture(Type type) => new(
        type,
        static (w, v) =>
        {
            var culture = (CultureInfo)v;
            w.Out.WriteString(culture.Name);
            w.Out.WriteByte(culture.IsReadOnly ? (byte)0 : (byte)1);
            if (!culture.IsReadOnly)
            {
                Items<NumberFormatInfo>.Write(w, culture.NumberFormat);
            }
        },
        static r =>
        {
            string name = r.In.ReadString() ?? "";
            return r.ReadFlag() ? new CultureInfo(name) { NumberFormat = Items<NumberFormatInfo>.Read(r) } : CultureInfo.GetCultureInfo(name);
        });

    // In one step, so that it is complete wherever it is met.
    private static AtomCodec CultureComparer(Type type) => new(
        type,
        static (w, v) =>
        {
            _ = StringComparer.IsWellKnownCultureAwareComparer((IEqualityComparer<string?>)v, out CompareInfo? rules, out CompareOptions options);
            w.Out.WriteString(rules!.Name); // it is one
            w.Out.WriteInt32((int)options);
        },
        static r => CompareInfo.GetCompareInfo(r.In.ReadString() ?? "").GetStringComparer((CompareOptions)r.In.ReadInt32()));

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

    private static AtomCodec EncodingByCodePage(Type type) => new(
        type,
        static (w, v) =>
        {
            var encoding = (Encoding)v;
            w.Out.WriteInt32(encoding.CodePage);
            w.Out.WriteByte(encoding.Preamble.Length > 0 ? (byte)1 : (byte)0);
            w.Out.WriteByte(encoding.DecoderFallback is DecoderExceptionFallback ? (byte)1 : (byte)0);
        },
        static r =>
        {
            int page = r.In.ReadInt32();
            bool mark = r.ReadFlag();
            bool strict = r.ReadFlag();
            return page switch
            {
                65001 => mark && !strict ? Encoding.UTF8 : new UTF8Encoding(mark, strict),
                1200 or 1201 => mark && !strict ? (page == 1200 ? Encoding.Unicode : Encoding.BigEndianUnicode) : new UnicodeEncoding(page == 1201, mark, strict),
                12000 or 12001 => new UTF32Encoding(page == 12001, mark, strict),
                _ => Encoding.GetEncodings().Any(known => known.CodePage == page)
                    ? Encoding.GetEncoding(page)
                    : CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page),
            };
        });

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

    private static AtomCodec Address(Type type) => new(
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
}
