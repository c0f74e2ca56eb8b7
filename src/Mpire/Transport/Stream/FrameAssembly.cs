using System.Buffers;

namespace Mpire.Transport;

/// <summary>
/// Collects a payload that arrives in parts into pooled arrays. Takes memory as bytes come, never as they are announced: a header alone costs
/// nothing.
/// </summary>
internal sealed class FrameAssembly(in FrameHeader header)
{
    private const int FirstPart = 64 * 1024;
    private const int LargestPart = 64 * 1024 * 1024;

    private Part? _first;
    private Part? _last;
    private long _received;

    /// <summary>The header that announced the payload.</summary>
    public FrameHeader Header { get; } = header;

    /// <summary>Bytes still to come.</summary>
    public long Remaining => Header.Length - _received;

    /// <summary>Where the next bytes go: at least one byte unless nothing remains, never more than remain.</summary>
    public Span<byte> Space()
    {
        if (Remaining == 0) return default;
        if (_last is null || _last.Used == _last.Array.Length) Grow();
        var part = _last ?? throw new InvalidOperationException("The assembly was released.");
        var free = part.Array.AsSpan(part.Used);
        return free.Length > Remaining ? free[..(int)Remaining] : free;
    }

    /// <summary>Says how many bytes were put into <see cref="Space"/>.</summary>
    public void Advance(int count)
    {
        if (_last is not null) _last.Used += count;
        _received += count;
    }

    /// <summary>Copies bytes that have arrived.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var space = Space();
            var step = Math.Min(space.Length, bytes.Length);
            bytes[..step].CopyTo(space);
            Advance(step);
            bytes = bytes[step..];
        }
    }

    /// <summary>The bytes received so far.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        if (_first is null || _last is null) return default;
        var running = 0L;
        for (var part = _first; part is not null; part = part.Following) running = part.Close(running);
        return new ReadOnlySequence<byte>(_first, 0, _last, _last.Used);
    }

    /// <summary>Gives the arrays back to the pool.</summary>
    public void Release()
    {
        for (var part = _first; part is not null; part = part.Following) ArrayPool<byte>.Shared.Return(part.Array);
        _first = _last = null;
    }

    // Doubling keeps the parts few and the waste of a lying header bounded by what its sender really sent.
    private void Grow()
    {
        var wanted = Math.Min(Math.Clamp(_received, FirstPart, LargestPart), Remaining);
        var part = new Part(ArrayPool<byte>.Shared.Rent((int)wanted));
        if (_last is null) _first = part;
        else _last.Following = part;
        _last = part;
    }

    private sealed class Part(byte[] array) : ReadOnlySequenceSegment<byte>
    {
        public byte[] Array { get; } = array;

        public int Used { get; set; }

        public Part? Following { get; set; }

        public long Close(long runningIndex)
        {
            Memory = Array.AsMemory(0, Used);
            RunningIndex = runningIndex;
            Next = Following;
            return runningIndex + Used;
        }
    }
}
