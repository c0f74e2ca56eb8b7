using Mpire.Interop;

namespace Mpire.Transport;

/// <summary>Where a worker steps onto the road that its starter built.</summary>
internal static class Road
{
    /// <summary>First word of the address of a <see cref="RingRoad"/>.</summary>
    public const string RingKind = "ring";

    /// <summary>First word of the address of a <see cref="StreamRoad"/>.</summary>
    public const string StreamKind = "stream";

    /// <summary>Opens the worker's end. On a worker's start path: nothing here may touch heavy parts of the framework.</summary>
    /// <param name="address">The ticket's <see cref="RoadTicket.Address"/>.</param>
    /// <exception cref="FormatException">The address is of no kind known here.</exception>
    public static FrameChannel OpenWorkerEnd(string address)
    {
        var text = address.AsSpan();
        var colon = text.IndexOf(':');
        if (colon >= 0)
        {
            var rest = text[(colon + 1)..];
            if (text[..colon].SequenceEqual(RingKind) && Platform.HasLinuxPath) return RingRoad.OpenWorkerEnd(rest);
            if (text[..colon].SequenceEqual(StreamKind)) return StreamRoad.OpenWorkerEnd(rest);
        }

        throw new FormatException($"'{address}' is no address of a road that exists here.");
    }
}
