using System.Runtime.InteropServices;

namespace Mpire.Transport;

/// <summary>
/// The shared words of one ring: a stream of bytes from one producer to one consumer. Positions count bytes since the start and only grow; the
/// place in the ring is the position modulo the capacity. Each word that is written often has a 128-byte line of its own (processors
/// fetch pairs of 64-byte lines).
/// </summary>
/// <remarks>
/// Sleeping needs a fence on both sides (Dekker): the one who wants to sleep writes its waiting word, fences, and looks once more; the other
/// publishes its position, fences, and looks at the waiting word. Whoever resets the waiting word (by exchange) owns the one token in the
/// doorbell: the other side writes it, or the sleeper withdraws and none is written.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct RingControl
{
    /// <summary>Bytes of the struct.</summary>
    public const int Size = 512;

    /// <summary>End of what is published. Written by the producer only.</summary>
    [FieldOffset(0)] public long Head;

    /// <summary>End of what was consumed. Written by the consumer only.</summary>
    [FieldOffset(128)] public long Tail;

    /// <summary>1 while the consumer sleeps for any new byte. Set by the consumer, reset by either.</summary>
    [FieldOffset(256)] public long ConsumerWaiting;

    /// <summary>While the producer sleeps for room: the tail position that gives it enough (never 0); otherwise 0. Set by the producer, reset by
    /// either.</summary>
    [FieldOffset(384)] public long ProducerWaiting;
}
