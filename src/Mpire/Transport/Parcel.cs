using System.Buffers;

namespace Mpire.Transport;

/// <summary>Bytes on their way out: what is still to be written, and who must be told when it is.</summary>
internal sealed class Parcel(FrameHeader header, ReadOnlySequence<byte> rest, IDisposable? owner, byte[]? rented = null)
{
    private IDisposable? _owner = owner;
    private byte[]? _rented = rented;

    /// <summary>The header, with the payload's length.</summary>
    public FrameHeader Header { get; } = header;

    /// <summary>Payload that is not in the ring yet.</summary>
    public ReadOnlySequence<byte> Rest { get; set; } = rest;

    /// <summary>Whether the header is in the ring.</summary>
    public bool IsHeaderWritten { get; set; }

    /// <summary>Bytes that are not in the ring yet.</summary>
    public unsafe long Pending => Rest.Length + (IsHeaderWritten ? 0 : sizeof(FrameHeader));

    /// <summary>A parcel that has its own copy of the payload.</summary>
    public static Parcel Copy(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(rented);
        return new Parcel(header, new ReadOnlySequence<byte>(rented, 0, payload.Length), null, rented);
    }

    /// <summary>Lets go of the payload's memory, once.</summary>
    public void Release()
    {
        Rest = default;
        if (Interlocked.Exchange(ref _rented, null) is { } array) ArrayPool<byte>.Shared.Return(array);
        Interlocked.Exchange(ref _owner, null)?.Dispose();
    }
}
