using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>Cuts a byte stream into frames. Reads as much as there is at a time; the bytes of a long frame go straight to where they stay. One
/// thread.</summary>
internal sealed class StreamReceiver(Socket socket, long maximumPayload)
{
    private const int BufferLength = 64 * 1024;
    private static readonly int HeaderLength = Unsafe.SizeOf<FrameHeader>();

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _start;
    private int _end;
    private FrameAssembly? _assembly;

    /// <summary>Whether the other end will send nothing more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Takes the next whole frame.</summary>
    /// <param name="mayWait">Whether to wait for it.</param>
    /// <param name="frame">The frame; the taker releases it.</param>
    /// <returns>False if there is none: not yet, or never again.</returns>
    /// <exception cref="RoadViolationException">What comes is not a frame.</exception>
    public bool TryReceive(bool mayWait, out FrameAssembly? frame)
    {
        while (true)
        {
            if (TryCut(out frame)) return true;
            if (IsEnded || (!mayWait && !socket.Poll(0, SelectMode.SelectRead))) return false;
            Read();
        }
    }

    /// <summary>Lets go of a frame that never became whole.</summary>
    public void Drop()
    {
        _assembly?.Release();
        _assembly = null;
    }

    private bool TryCut(out FrameAssembly? frame)
    {
        frame = null;
        if (_assembly is null)
        {
            if (_end - _start < HeaderLength) return false;
            var header = MemoryMarshal.Read<FrameHeader>(_buffer.AsSpan(_start));
            if (header.Length < 0 || header.Length > maximumPayload)
                throw new RoadViolationException($"A message announces {header.Length} bytes, but 0 to {maximumPayload} are allowed.");
            _start += HeaderLength;
            _assembly = new FrameAssembly(header);
        }

        var part = (int)Math.Min(_end - _start, _assembly.Remaining);
        _assembly.Append(_buffer.AsSpan(_start, part));
        _start += part;
        if (_assembly.Remaining > 0) return false;
        frame = _assembly;
        _assembly = null;
        return true;
    }

    private void Read()
    {
        if (_assembly is { Remaining: >= BufferLength })
        {
            // Nothing is left in the buffer here: a frame that is not whole has taken it all.
            _assembly.Advance(Read(_assembly.Space()));
            return;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        _end += Read(_buffer.AsSpan(_end));
    }

    private int Read(Span<byte> into)
    {
        var count = socket.Receive(into, SocketFlags.None, out var error);
        // A peer that was killed shows as a reset or an end, our own disposal as an interruption: the end all the same.
        if (error != SocketError.Success) count = 0;
        if (count == 0) IsEnded = true;
        return count;
    }
}
