using System.Buffers;

namespace Mpire.Serialization;

/// <summary>One piece of what was written.</summary>
internal sealed class BytePiece : ReadOnlySequenceSegment<byte>
{
    public BytePiece(ReadOnlyMemory<byte> memory, BytePiece? previous)
    {
        Memory = memory;
        if (previous is not null)
        {
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
