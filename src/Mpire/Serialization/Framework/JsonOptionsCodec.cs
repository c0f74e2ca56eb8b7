using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Mpire.Serialization;

/// <summary>Options of the JSON serializer: what the program set, without what the first use adds to them.</summary>
internal sealed class JsonOptionsCodec(Type type) : TypeCodec(type)
{
    private static readonly JsonSerializerOptions Unset = new();

    // The obsolete one says again what another says.
    private static readonly PropertyInfo[] Properties =
    [
        .. typeof(JsonSerializerOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(static property => property.CanWrite && !property.IsDefined(typeof(ObsoleteAttribute)) && property.Name != nameof(JsonSerializerOptions.TypeInfoResolver))
            .OrderBy(static property => property.Name, StringComparer.Ordinal),
    ];

    private enum Resolver : byte
    {
        None,
        Default,
        Own,
    }

    public override void WriteHead(GraphWriter writer, object value) => writer.Out.WriteByte((byte)(1 + Array.IndexOf(WellKnown(), value)));

    public override object Create(GraphReader reader)
    {
        int which = reader.In.ReadByte();
        return which == 0 ? new JsonSerializerOptions() : which <= WellKnown().Length ? WellKnown()[which - 1] : throw GraphReader.WrongType(Type);
    }

    public override void WriteContent(GraphWriter writer, object value)
    {
        var options = (JsonSerializerOptions)value;
        if (Array.IndexOf(WellKnown(), options) >= 0)
        {
            return;
        }

        PathNode? path = writer.Path;
        foreach (PropertyInfo property in Properties)
        {
            object? set = property.GetValue(options);
            bool isChanged = !Equals(set, property.GetValue(Unset));
            writer.Out.WriteByte(isChanged ? (byte)1 : (byte)0);
            if (isChanged)
            {
                writer.Path = path?.Member(property.Name);
                Items<object?>.Write(writer, set);
            }
        }

        writer.Path = path?.Member(nameof(JsonSerializerOptions.Converters));
        Items<JsonConverter[]>.Write(writer, [.. options.Converters]);
        Resolver resolver = options.TypeInfoResolver is not { } own ? Resolver.None
            : own.GetType() == typeof(DefaultJsonTypeInfoResolver) && ((DefaultJsonTypeInfoResolver)own).Modifiers.Count == 0 ? Resolver.Default
            : Resolver.Own;
        writer.Out.WriteByte((byte)resolver);
        if (resolver == Resolver.Own)
        {
            writer.Path = path?.Member(nameof(JsonSerializerOptions.TypeInfoResolver));
            Items<IJsonTypeInfoResolver?>.Write(writer, options.TypeInfoResolver);
        }

        writer.Out.WriteByte(options.IsReadOnly ? (byte)1 : (byte)0);
        writer.Path = path;
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        var options = (JsonSerializerOptions)value;
        if (Array.IndexOf(WellKnown(), options) >= 0)
        {
            return;
        }

        foreach (PropertyInfo property in Properties)
        {
            if (reader.ReadFlag())
            {
                property.SetValue(options, Items<object?>.Read(reader));
            }
        }

        foreach (JsonConverter converter in Items<JsonConverter[]>.Read(reader))
        {
            options.Converters.Add(converter);
        }

        var resolver = (Resolver)reader.In.ReadByte();
        options.TypeInfoResolver = resolver switch
        {
            Resolver.Own => Items<IJsonTypeInfoResolver?>.Read(reader),
            Resolver.Default => new DefaultJsonTypeInfoResolver(),
            _ => null,
        };
        if (reader.ReadFlag())
        {
            options.MakeReadOnly(populateMissingResolver: true);
        }
    }

    private static JsonSerializerOptions[] WellKnown() => [JsonSerializerOptions.Default, JsonSerializerOptions.Web, JsonSerializerOptions.Strict];
}
