namespace Mpire.Serialization;

/// <summary>
/// The fields of one class, or those it adds to a base class. Slowly by reflection at first, since most types of a small message occur a few
/// times; by code made for the type once that has been done often enough to pay for the compiler.
/// </summary>
internal sealed class FieldSet(Type type, Type? above, FieldPlace[]? some = null)
{
    /// <summary>About what compiling costs, in objects handled by reflection.</summary>
    public const int UsesBeforeCompiling = 400;

    private FieldPlace[]? _places = some;
    private ObjectWriter? _write;
    private ObjectReader? _read;
    private int _writes;
    private int _reads;

    /// <summary>The fields, base classes first.</summary>
    public FieldPlace[] Places => _places ??= MakePlaces(type, above);

    public void Write(GraphWriter writer, object value)
    {
        if (_write is { } compiled && writer.Path is null)
        {
            compiled(writer, value);
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
        if (++_writes == UsesBeforeCompiling && Places.Length > 0)
        {
            _write = FieldCompiler.ObjectWriter(Places);
        }
    }

    public void Read(GraphReader reader, object value)
    {
        if (_read is { } compiled)
        {
            compiled(reader, value);
            return;
        }

        foreach (FieldPlace place in Places)
        {
            object? content = reader.ReadPlace(place.Kind, place.Codec, place.Type, place.Size);
            if (content is not null)
            {
                place.Field.SetValue(value, content);
            }
        }

        if (++_reads == UsesBeforeCompiling && Places.Length > 0)
        {
            _read = FieldCompiler.ObjectReader(Places);
        }
    }

    /// <summary>Makes one object the twin of another of the same class.</summary>
    public void Copy(object from, object to)
    {
        foreach (FieldPlace place in Places)
        {
            place.Field.SetValue(to, place.Field.GetValue(from));
        }
    }

    internal static FieldPlace[] MakePlaces(Type type, Type? above)
    {
        var fields = Layout.FieldsOf(type, above);
        var places = new FieldPlace[fields.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = new FieldPlace(fields[i]);
        }

        return places;
    }
}
