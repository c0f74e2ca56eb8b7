namespace Mpire.Serialization;

/// <summary>
/// Views of memory: the part that is seen, as an array of its own. The whole array would make sending the parts of one array quadratic.
/// </summary>
internal abstract class ViewCodec<TView, T>(Type type) : TypeCodec(type)
    where TView : struct
{
    public sealed override bool HasIdentity => false;

    public sealed override bool HasContent => false;

    public sealed override void WriteHead(GraphWriter writer, object value)
    {
        ReadOnlyMemory<T> memory = Memory((TView)value);
        writer.Out.WriteVarUInt((ulong)memory.Length);
        if (RawMemory<T>.Is)
        {
            writer.Out.WriteUnmanagedBlock(memory);
        }
        else
        {
            Items<T>.WriteAll(writer, memory.Span);
        }
    }

    public sealed override object Create(GraphReader reader)
    {
        var array = new T[reader.In.ReadCount(Items<T>.SmallestSize)];
        Items<T>.ReadAll(reader, array);
        return View(array);
    }

    protected abstract ReadOnlyMemory<T> Memory(TView view);

    protected abstract TView View(T[] array);
}
