using System.Buffers;

namespace Mpire.Serialization;

/// <summary>One piece of what was written.</summary>
internal sealed class ByteLink : ReadOnlySequenceSegment<byte>
{
    public ByteLink(ReadOnlyMemory<byte> memory, ByteLink? previous)
    {
        Memory = memory;
        if (previous is not null)
        {
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
