using System.Buffers;
using Mpire.Transport;

namespace Mpire.Tests.Transport;

/// <summary>Bytes that tell whether they are the right ones in the right place.</summary>
internal static unsafe class Payload
{
    public static byte[] Of(int length, long number)
    {
        var bytes = new byte[length];
        Fill(bytes, number);
        return bytes;
    }

    public static void Fill(Span<byte> bytes, long number)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] = At(i, number);
    }

    public static void Check(in IncomingFrame frame, long number, long length)
    {
        Assert.Equal(number, frame.Header.Sequence);
        Assert.Equal(length, frame.Length);
        if (frame.Data is not null)
        {
            CheckPart(new ReadOnlySpan<byte>(frame.Data, (int)frame.Length), number, 0);
            return;
        }

        Assert.Equal(length, frame.Assembled.Length);
        var at = 0L;
        foreach (var part in frame.Assembled)
        {
            CheckPart(part.Span, number, at);
            at += part.Length;
        }
    }

    /// <summary>The bytes cut into several pieces of memory.</summary>
    public static ReadOnlySequence<byte> InPieces(byte[] bytes, int pieces)
    {
        if (pieces <= 1 || bytes.Length < pieces) return new ReadOnlySequence<byte>(bytes);
        Piece? first = null, last = null;
        var step = bytes.Length / pieces;
        for (var i = 0; i < pieces; i++)
        {
            var start = i * step;
            var memory = bytes.AsMemory(start, i == pieces - 1 ? bytes.Length - start : step);
            last = new Piece(memory, start, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private static void CheckPart(ReadOnlySpan<byte> part, long number, long at)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] != At(at + i, number)) Assert.Fail($"Byte {at + i} of frame {number} is wrong.");
        }
    }

    private static byte At(long index, long number) => (byte)((index * 31) + (index >> 8) + (number * 7));

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long running, Piece? previous)
        {
            Memory = memory;
            RunningIndex = running;
            if (previous is not null) previous.Next = this;
        }
    }
}
