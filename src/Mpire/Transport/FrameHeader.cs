using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>What precedes every payload on the wire. The transport reads <see cref="Length"/> alone; the rest belongs to the protocol.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct FrameHeader(short kind, short flags, int aux, long sequence)
{
    /// <summary>Bytes of payload that follow this header. Set by the channel when it sends.</summary>
    public long Length;

    /// <summary>The message's kind: a number that the protocol gives a meaning.</summary>
    public short Kind = kind;

    /// <summary>Bits that the protocol gives a meaning.</summary>
    public short Flags = flags;

    /// <summary>A small number that spares most messages a payload of their own.</summary>
    public int Aux = aux;

    /// <summary>Which job or chunk the message is about.</summary>
    public long Sequence = sequence;
}
