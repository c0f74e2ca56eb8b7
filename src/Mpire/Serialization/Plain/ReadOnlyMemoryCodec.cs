namespace Mpire.Serialization;

/// <summary><see cref="ReadOnlyMemory{T}"/> by what it shows.</summary>
internal sealed class ReadOnlyMemoryCodec<T>(Type type) : ViewCodec<ReadOnlyMemory<T>, T>(type)
{
    protected override System.ReadOnlyMemory<T> Memory(ReadOnlyMemory<T> view) => view;

    protected override ReadOnlyMemory<T> View(T[] array) => array;
}
