using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>A struct that holds references: its fields, from a box or in place.</summary>
internal sealed class StructCodec(Type type) : TypeCodec(type)
{
    private FieldPlace[]? _places;
    private StructWriter? _write;
    private StructReader? _read;
    private int _writes;
    private int _reads;

    public override bool HasIdentity => false;

    public override bool HasContent => false;

    public FieldPlace[] Places => _places ??= MakePlaces();

    /// <summary>The code that writes the struct in place, once the struct is written often enough; <paramref name="count"/> more come.</summary>
    public StructWriter? Writer(int count)
    {
        if (_write is null && (_writes += count) >= FieldSet.UsesBeforeCompiling)
        {
            _write = FieldCompiler.StructWriter(Places);
        }

        return _write;
    }

    /// <summary>The code that reads the struct in place, once the struct is read often enough; <paramref name="count"/> more come.</summary>
    public StructReader? Reader(int count)
    {
        if (_read is null && (_reads += count) >= FieldSet.UsesBeforeCompiling)
        {
            _read = FieldCompiler.StructReader(Places);
        }

        return _read;
    }

    public override void WriteHead(GraphWriter writer, object value)
    {
        if (writer.Path is null && Writer(1) is { } compiled)
        {
            compiled(writer, ref Box.Data(value));
            return;
        }

        PathNode? path = writer.Path;
        foreach (FieldPlace place in Places)
        {
            object? content = place.Field.GetValue(value);
            writer.Path = place.Extend(path, content);
            writer.WritePlace(place.Kind, place.Codec, place.Size, content);
        }

        writer.Path = path;
    }

    public override object Create(GraphReader reader)
    {
        object box = RuntimeHelpers.GetUninitializedObject(Type);
        if (Reader(1) is { } compiled)
        {
            compiled(reader, ref Box.Data(box));
            return box;
        }

        foreach (FieldPlace place in Places)
        {
            object? content = reader.ReadPlace(place.Kind, place.Codec, place.Type, place.Size);
            if (content is not null)
            {
                place.Field.SetValue(box, content);
            }
        }

        return box;
    }

    private FieldPlace[] MakePlaces()
    {
        if (Type.IsDefined(typeof(InlineArrayAttribute), inherit: false))
        {
            throw new SerializationException(
                $"A value of type '{Refusals.NameOf(Type)}' cannot be sent to another process: it is an inline array of references. Use an array.",
                null, Refusals.NameOf(Type));
        }

        if (Callbacks.Of(Type) is not null)
        {
            throw new SerializationException(
                $"A value of type '{Refusals.NameOf(Type)}' cannot be sent to another process: it is a struct with serialization callbacks, which can be called "
                + "on a copy of it only. Make it a class.",
                null, Refusals.NameOf(Type));
        }

        return FieldSet.MakePlaces(Type, above: null);
    }
}
