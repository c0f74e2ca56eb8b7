using System.Buffers;

namespace Mpire.Transport;

/// <summary>A received frame. Its bytes belong to the channel and are valid until <see cref="FrameChannel.Release"/>.</summary>
/// <param name="header">The header as sent; untrusted, like the bytes. Bytes that lie in shared memory can even change while they are read.</param>
/// <param name="data">Start of the bytes when they lie in one piece of unmanaged or pinned memory; otherwise <see langword="null"/>.</param>
/// <param name="parts">The bytes when they came in parts.</param>
internal readonly unsafe struct IncomingFrame(FrameHeader header, byte* data, FrameAssembly? parts)
{
    // Kept as an object: a sequence in this struct would make every worker load System.Memory before its first frame.
    private readonly FrameAssembly? _parts = parts;

    /// <summary>The header as sent.</summary>
    public FrameHeader Header { get; } = header;

    /// <summary>Start of the payload in one piece, or <see langword="null"/> when it is in <see cref="Assembled"/>.</summary>
    public byte* Data { get; } = data;

    /// <summary>The payload when it came in parts (longer than the road holds at once).</summary>
    public ReadOnlySequence<byte> Assembled => _parts is null ? default : _parts.ToSequence();

    /// <summary>Bytes of payload.</summary>
    public long Length => Header.Length;
}
