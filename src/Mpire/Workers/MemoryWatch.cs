using System.Diagnostics;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Workers;

/// <summary>Looks, between two tasks and not too often, whether a worker process has grown beyond its limit. The worker's own thread.</summary>
internal sealed class MemoryWatch
{
    private static readonly long TimeBetweenLooks = Stopwatch.Frequency / 50;
    private static readonly long TimeBetweenCollections = Stopwatch.Frequency;

    private readonly long _limit;
    private readonly long _birth;
    private long _lastLook;
    private long _lastCollection;

    /// <param name="limit">Bytes.</param>
    /// <param name="isCopy">Whether the process is a copy of another, whose memory it shares: only what it grows by counts.</param>
    public MemoryWatch(long limit, bool isCopy) => (_limit, _birth) = (limit, isCopy ? Measure() : 0);

    /// <summary>What it has in use, once that was too much; bytes, otherwise 0.</summary>
    public long Excess { get; private set; }

    /// <summary>Whether it has too much in use, also when what nobody needs is collected.</summary>
    public bool IsOver()
    {
        if (Excess > 0) return true;
        var now = Stopwatch.GetTimestamp();
        if (now - _lastLook < TimeBetweenLooks) return false;
        _lastLook = now;
        var used = Measure() - _birth;
        if (used > _limit && now - _lastCollection > TimeBetweenCollections)
        {
            _lastCollection = now;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            used = Measure() - _birth;
        }

        if (used > _limit) Excess = used;
        return Excess > 0;
    }

    private static long Measure() => Platform.HasLinuxPath ? ResidentMemory.Of(Environment.ProcessId) : Environment.WorkingSet;
}
