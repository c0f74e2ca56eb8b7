namespace Mpire.Serialization;

/// <summary><see cref="ArraySegment{T}"/> by what it shows.</summary>
internal sealed class ArraySegmentCodec<T>(Type type) : ViewCodec<ArraySegment<T>, T>(type)
{
    protected override System.ReadOnlyMemory<T> Memory(ArraySegment<T> view) => view;

    protected override ArraySegment<T> View(T[] array) => new ArraySegment<T>(array);
}
