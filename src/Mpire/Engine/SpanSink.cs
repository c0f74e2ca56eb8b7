using System.Runtime.InteropServices;
using Mpire.Serialization;

namespace Mpire.Engine;

/// <summary>Shows array results to a reader where they lie: in the memory shared with the worker, if they fit there.</summary>
internal sealed class SpanSink<TElement>(SpanReader<TElement> read) : ResultSink<TElement[]>
    where TElement : unmanaged
{
    private TElement[][] _room = [];

    public override unsafe bool TryTakeBytes(long index, PayloadReader reader)
    {
        if (reader.Remaining % sizeof(TElement) != 0 || reader.Remaining > int.MaxValue)
            throw new SerializationException($"A result of {reader.Remaining} bytes is no span of {typeof(TElement)}.");
        read(index, MemoryMarshal.Cast<byte, TElement>(reader.ReadSpan((int)reader.Remaining)));
        return true;
    }

    public override Span<TElement[]> Reserve(long index, int count)
    {
        if (_room.Length < count) _room = new TElement[count][];
        return _room.AsSpan(0, count);
    }

    public override void Commit(long index, int count)
    {
        for (var i = 0; i < count; i++) read(index + i, _room[i]);
    }
}
