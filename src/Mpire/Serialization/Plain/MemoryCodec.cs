namespace Mpire.Serialization;

/// <summary><see cref="Memory{T}"/> by what it shows.</summary>
internal sealed class MemoryCodec<T>(Type type) : ViewCodec<Memory<T>, T>(type)
{
    protected override System.ReadOnlyMemory<T> Memory(Memory<T> view) => view;

    protected override Memory<T> View(T[] array) => array;
}
