namespace Mpire.Serialization;

/// <summary>
/// The fields of one class, or those it adds to a base class. Slowly by reflection at first, since most types of a small message occur a few
/// times; by code made for the type once that has been done often enough to pay for the compiler.
/// </summary>
internal sealed class FieldSet(Type type, Type? above, FieldSlot[]? some = null)
{
    /// <summary>About what compiling costs, in objects handled by reflection.</summary>
    public const int UsesBeforeCompiling = 400;

    private FieldSlot[]? _slots = some;
    private ObjectWriter? _write;
    private ObjectReader? _read;
    private int _writes;
    private int _reads;

    /// <summary>The fields, base classes first.</summary>
    public FieldSlot[] Slots => _slots ??= MakeSlots(type, above);

    public void Write(GraphWriter writer, object value)
    {
        if (_write is { } compiled && writer.Path is null)
        {
            compiled(writer, value);
            return;
        }

        PathNode? path = writer.Path;
        foreach (FieldSlot slot in Slots)
        {
            object? content = slot.Field.GetValue(value);
            writer.Path = slot.Extend(path, content);
            writer.WriteSlot(slot.Kind, slot.Codec, slot.Size, content);
        }

        writer.Path = path;
        if (++_writes == UsesBeforeCompiling && Slots.Length > 0)
        {
            _write = FieldCompiler.ObjectWriter(Slots);
        }
    }

    public void Read(GraphReader reader, object value)
    {
        if (_read is { } compiled)
        {
            compiled(reader, value);
            return;
        }

        foreach (FieldSlot slot in Slots)
        {
            object? content = reader.ReadSlot(slot.Kind, slot.Codec, slot.Type, slot.Size);
            if (content is not null)
            {
                slot.Field.SetValue(value, content);
            }
        }

        if (++_reads == UsesBeforeCompiling && Slots.Length > 0)
        {
            _read = FieldCompiler.ObjectReader(Slots);
        }
    }

    /// <summary>Makes one object the twin of another of the same class.</summary>
    public void Copy(object from, object to)
    {
        foreach (FieldSlot slot in Slots)
        {
            slot.Field.SetValue(to, slot.Field.GetValue(from));
        }
    }

    internal static FieldSlot[] MakeSlots(Type type, Type? above)
    {
        var fields = Layout.FieldsOf(type, above);
        var slots = new FieldSlot[fields.Count];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = new FieldSlot(fields[i]);
        }

        return slots;
    }
}
