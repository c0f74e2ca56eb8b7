using System.Diagnostics;

namespace Mpire.Workers;

/// <summary>Says when results should go out in the middle of a chunk. Reading the clock costs as much as a tiny task, so quick tasks are timed in
/// strides.</summary>
internal struct DeliveryPace(long now)
{
    private const int LongestStride = 64;
    private static readonly long Interval = Stopwatch.Frequency / 1000;
    private static readonly long QuickStride = Stopwatch.Frequency / 50_000;

    private long _lastLook = now;
    private long _lastDelivery = now;
    private int _stride = 1;
    private int _left = 1;

    /// <summary>When the chunk began.</summary>
    public long Start { get; } = now;

    /// <summary>Ticks from the chunk's start to the last look at the clock.</summary>
    public readonly long Elapsed => _lastLook - Start;

    /// <summary>Whether a delivery is due; counts one task.</summary>
    public bool IsDue()
    {
        if (--_left > 0) return false;
        var now = Stopwatch.GetTimestamp();
        _stride = now - _lastLook < QuickStride ? Math.Min(_stride * 2, LongestStride) : 1;
        _left = _stride;
        _lastLook = now;
        if (now - _lastDelivery < Interval) return false;
        _lastDelivery = now;
        return true;
    }

    /// <summary>Ticks from the chunk's start to now.</summary>
    public readonly long ElapsedNow() => Stopwatch.GetTimestamp() - Start;
}
