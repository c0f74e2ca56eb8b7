using System.Buffers;
using System.Runtime.Versioning;

namespace Mpire.Transport;

/// <summary>
/// Writes frames into a ring. A frame whose payload fits half the ring lies there in one piece, padded to eight bytes; of a longer one the
/// header comes first and then its bytes in parts, as room allows. The length alone tells the reader which it is.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class RingSender(RingProducer producer, Doorbell consumerBell, long maximumPayload)
{
    private readonly long _part = producer.Capacity / 4;

    /// <summary>The ring.</summary>
    public RingProducer Producer => producer;

    /// <summary>Whether a payload of this length lies in a ring in one piece.</summary>
    public static bool IsInPlace(long length, long capacity) => length <= capacity / 2;

    /// <summary>Bytes that a record takes in the ring.</summary>
    public static long Padded(long bytes) => (bytes + 7) & ~7L;

    /// <summary>Throws if the other end would refuse the frame.</summary>
    public void CheckLength(long length) => RoadLimits.CheckLength(length, maximumPayload);

    /// <summary>Writes a whole frame if it can lie in one piece and there is room.</summary>
    public bool TryWrite(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        var record = sizeof(FrameHeader) + Padded(payload.Length);
        if (!IsInPlace(payload.Length, producer.Capacity) || !producer.HasRoom(record)) return false;
        var next = producer.Next;
        var written = (FrameHeader*)next;
        *written = header;
        written->Length = payload.Length;
        payload.CopyTo(new Span<byte>(next + sizeof(FrameHeader), payload.Length));
        producer.Advance(record);
        return true;
    }

    /// <summary>Writes as much of a frame as there is room for.</summary>
    /// <returns>False if some is left; the producer then wants the room for it.</returns>
    public bool TryWrite(Parcel parcel)
    {
        if (!parcel.IsHeaderWritten)
        {
            var isInPlace = IsInPlace(parcel.Header.Length, producer.Capacity);
            var record = sizeof(FrameHeader) + (isInPlace ? Padded(parcel.Header.Length) : 0);
            if (!HasRoomOrWants(record)) return false;
            *(FrameHeader*)producer.Next = parcel.Header;
            parcel.IsHeaderWritten = true;
            if (isInPlace)
            {
                parcel.Rest.CopyTo(new Span<byte>(producer.Next + sizeof(FrameHeader), (int)parcel.Header.Length));
                producer.Advance(record);
                return true;
            }

            producer.Advance(record);
        }

        return TryWriteParts(parcel);
    }

    /// <summary>Publishes everything written and wakes the reader if it sleeps.</summary>
    public void Flush()
    {
        if (producer.Publish()) consumerBell.Ring();
    }

    // Published part by part, so that the reader copies one out while the next is copied in.
    private bool TryWriteParts(Parcel parcel)
    {
        while (parcel.Rest.Length > 0)
        {
            var rest = parcel.Rest.Length;
            // Not less than half a part, or a slow reader would get the payload in crumbs.
            if (!HasRoomOrWants(Math.Min(Padded(rest), _part / 2))) return false;
            var part = Math.Min(rest, Math.Min(_part, producer.Room));
            parcel.Rest.Slice(0, part).CopyTo(new Span<byte>(producer.Next, (int)part));
            parcel.Rest = parcel.Rest.Slice(part);
            producer.Advance(Padded(part));
            Flush();
        }

        return true;
    }

    private bool HasRoomOrWants(long bytes)
    {
        if (producer.HasRoom(bytes))
        {
            producer.WantNothing();
            return true;
        }

        producer.Want(bytes);
        return false;
    }
}
