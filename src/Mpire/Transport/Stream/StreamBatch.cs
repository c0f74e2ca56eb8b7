using System.Buffers;
using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>Frames posted since the last flush, as bytes in order: small ones copied together into one buffer, long ones left where they are.
/// </summary>
internal sealed class StreamBatch
{
    private const int FirstBuffer = 4 * 1024;
    private const int LongestCopied = 16 * 1024;

    private readonly List<Parcel> _parcels = [];
    private byte[]? _buffer;
    private int _used;

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a frame by copying it.</summary>
    public void Add(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        header.Length = payload.Length;
        Write(MemoryMarshal.AsBytes(new ReadOnlySpan<FrameHeader>(in header)));
        Write(payload);
    }

    /// <summary>Adds a frame; a long one's memory is used where it is.</summary>
    public void Add(FrameHeader header, in ReadOnlySequence<byte> payload, IDisposable? owner)
    {
        header.Length = payload.Length;
        Write(MemoryMarshal.AsBytes(new ReadOnlySpan<FrameHeader>(in header)));
        if (payload.Length <= LongestCopied)
        {
            foreach (var part in payload) Write(part.Span);
            owner?.Dispose();
            return;
        }

        Seal();
        _parcels.Add(new Parcel(header, payload, owner));
        Length += payload.Length;
    }

    /// <summary>Takes everything out, to be sent in order.</summary>
    public Parcel[] Take()
    {
        Seal();
        Length = 0;
        var parcels = _parcels.ToArray();
        _parcels.Clear();
        return parcels;
    }

    private void Seal()
    {
        if (_buffer is null) return;
        _parcels.Add(new Parcel(default, new ReadOnlySequence<byte>(_buffer, 0, _used), null, _buffer));
        _buffer = null;
        _used = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_buffer is null || _buffer.Length - _used < bytes.Length) Grow(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
        Length += bytes.Length;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, 2 * (_used + more)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
