using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpire.Scheduling;
using Mpire.Serialization;

namespace Mpire.Engine;

/// <summary>
/// Joins results that are arrays. As long as each has its block's length its place is known and it is written there as it arrives, once. From the first
/// one that differs on no place is known before all have come: they are kept, and joined at the end.
/// </summary>
/// <param name="plan">How the input was cut.</param>
/// <param name="length">The input's length.</param>
/// <param name="destination">Where the results belong; <see langword="null"/> for a new array.</param>
internal sealed class BlockSink<TResult>(ChunkPlan plan, long length, Memory<TResult>? destination = null) : ResultSink<TResult[]>
{
    private readonly Memory<TResult>[] _parts = new Memory<TResult>[MapChecks.ArrayLength(plan.ChunkCount!.Value)];
    private TResult[][] _room = [];
    private TResult[]? _array;
    private bool _isUneven;

    public override bool TryTakeBytes(long index, PayloadReader reader)
    {
        if (!PayloadCodec.IsRaw<TResult>()) return false;
        var (count, rest) = Math.DivRem(reader.Remaining, Unsafe.SizeOf<TResult>());
        if (rest != 0 || count > Array.MaxLength) throw new SerializationException($"A result of {reader.Remaining} bytes is no array of {typeof(TResult)}.");
        if (!TryPlace(index, (int)count, out var part)) part = GC.AllocateUninitializedArray<TResult>((int)count);
        reader.ReadBytesInto(ref Unsafe.As<TResult, byte>(ref MemoryMarshal.GetReference(part.Span)), reader.Remaining);
        _parts[index] = part;
        return true;
    }

    public override Span<TResult[]> Reserve(long index, int count)
    {
        if (_room.Length < count) _room = new TResult[count][];
        return _room.AsSpan(0, count);
    }

    public override void Commit(long index, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var result = _room[i];
            if (TryPlace(index + i, result.Length, out var place)) result.CopyTo(place);
            else place = result;
            _parts[index + i] = place;
            _room[i] = null!;
        }
    }

    /// <summary>The joined results, when the job is done.</summary>
    public TResult[] ToArray()
    {
        if (!_isUneven) return _array ?? [];
        var total = Total();
        if (total > Array.MaxLength)
            throw new OverflowException($"The results have {total} elements, and an array at most {Array.MaxLength}: map a part of the input at a time.");
        var joined = GC.AllocateUninitializedArray<TResult>((int)total);
        CopyTo(joined);
        return joined;
    }

    /// <summary>Sees to it that the joined results are in their destination, when the job is done.</summary>
    /// <returns>How many elements there are.</returns>
    public int Fill()
    {
        if (!_isUneven) return (int)length;
        var total = Total();
        var room = destination!.Value;
        if (total > room.Length)
        {
            throw new ArgumentException(
                $"The destination has {room.Length} elements, and the results {total}. Make it longer, or leave it out for a new array.", nameof(destination));
        }

        CopyTo(room);
        return (int)total;
    }

    private bool TryPlace(long index, int count, out Memory<TResult> place)
    {
        place = default;
        var first = plan.StartOf(index);
        if (_isUneven || count != plan.LengthOf(index) || !HasRoom(first + count))
        {
            BecomeUneven();
            return false;
        }

        place = (destination ?? _array).Slice((int)first, count);
        return true;
    }

    private bool HasRoom(long end)
    {
        if (destination is { } given) return end <= given.Length;
        if (length > Array.MaxLength) return false;
        _array ??= GC.AllocateUninitializedArray<TResult>((int)length);
        return true;
    }

    // What was placed by mistake in the caller's memory would be written over before it is moved.
    private void BecomeUneven()
    {
        if (_isUneven) return;
        _isUneven = true;
        if (destination is null) return;
        foreach (ref var part in _parts.AsSpan()) part = part.IsEmpty ? part : part.ToArray();
    }

    private long Total()
    {
        var total = 0L;
        foreach (var part in _parts) total += part.Length;
        return total;
    }

    private void CopyTo(Memory<TResult> joined)
    {
        foreach (ref var part in _parts.AsSpan())
        {
            part.CopyTo(joined);
            joined = joined[part.Length..];
            part = default;
        }
    }
}
