using System.Buffers;

namespace Mpire.Workers;

/// <summary>Elements where they have arrived, valid until the message is released. Tasks see it as a span alone, which they cannot keep.</summary>
internal sealed unsafe class ArrivedMemory<T>(byte* start, int count) : MemoryManager<T>
{
    public override Span<T> GetSpan() => new(start, count);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("It does not move.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
