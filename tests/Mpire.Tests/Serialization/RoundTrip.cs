using System.Buffers;
using Mpire.Serialization;

namespace Mpire.Tests.Serialization;

/// <summary>Writes a value and reads it back, from one piece of memory and from a sequence of small pieces; the two must agree in what they consume.</summary>
internal static unsafe class RoundTrip
{
    public static T Of<T>(T value)
    {
        using PayloadWriter writer = PayloadWriter.Rent();
        PayloadCodec.Default.Write(writer, value);
        byte[] bytes = writer.AsSequence().ToArray();
        Assert.Equal(writer.Length, bytes.Length);
        using (var reader = new PayloadReader())
        {
            reader.Reset(InPieces(bytes, 7));
            _ = PayloadCodec.Default.Read<T>(reader);
            Assert.Equal(0, reader.Remaining);
        }

        return Read<T>(bytes);
    }

    public static byte[] Bytes<T>(T value)
    {
        using PayloadWriter writer = PayloadWriter.Rent();
        PayloadCodec.Default.Write(writer, value);
        return writer.AsSequence().ToArray();
    }

    public static T Read<T>(byte[] bytes)
    {
        using var reader = new PayloadReader();
        fixed (byte* start = bytes)
        {
            reader.Reset(start, bytes.Length);
            T result = PayloadCodec.Default.Read<T>(reader);
            Assert.Equal(0, reader.Remaining);
            return result;
        }
    }

    public static ReadOnlySequence<byte> InPieces(byte[] bytes, int size)
    {
        Piece? first = null;
        Piece? last = null;
        for (int i = 0; i < bytes.Length; i += size)
        {
            last = new Piece(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)), last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
