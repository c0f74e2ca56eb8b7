using System.Buffers;

namespace Mpire.Transport;

/// <summary>A received frame. Its bytes belong to the channel and are valid until <see cref="FrameChannel.Release"/>.</summary>
/// <param name="header">The header as sent; untrusted, like the bytes.</param>
/// <param name="data">Start of the bytes when they lie in one piece of unmanaged or pinned memory; otherwise <see langword="null"/>.</param>
/// <param name="assembled">The bytes when they came in parts.</param>
internal readonly unsafe struct IncomingFrame(FrameHeader header, byte* data, ReadOnlySequence<byte> assembled)
{
    /// <summary>The header as sent.</summary>
    public FrameHeader Header { get; } = header;

    /// <summary>Start of the payload in one piece, or <see langword="null"/> when it is in <see cref="Assembled"/>.</summary>
    public byte* Data { get; } = data;

    /// <summary>The payload when it came in parts (longer than the road holds at once).</summary>
    public ReadOnlySequence<byte> Assembled { get; } = assembled;

    /// <summary>Bytes of payload.</summary>
    public long Length => Header.Length;
}
