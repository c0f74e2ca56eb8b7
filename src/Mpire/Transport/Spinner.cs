using System.Diagnostics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Mpire.Transport;

/// <summary>
/// The short wait before a sleep: a few pauses, then yields of the processor. Never pauses alone for long: when both ends share a core, that
/// is many times slower than sleeping at once, while yielding lets the other end run.
/// </summary>
/// <remarks>
/// Used as <c>spinner.Begin(budget); while (spinner.Next()) if (ready) break; spinner.End(ready);</c> by one thread. Gives up early when a
/// yield took so long that somebody else must need the core, and spins rarely after it was in vain several times in a row.
/// </remarks>
internal sealed class Spinner
{
    private const int UsualMicroseconds = 20;

    private const int Pauses = 64;
    private const int SlowYieldMicroseconds = 50;
    private const int MissesBeforeRest = 8;
    private const int WaitsPerProbe = 64;

    private static readonly double TicksPerMicrosecond = Stopwatch.Frequency / 1e6;

    private int _misses;
    private int _rested;
    private int _step;
    private long _budget;
    private long _deadline;
    private long _lastYield;

    /// <summary>The usual budget, as the calling process sees it: none on one processor, where sleeping is the faster yield. A worker does not ask
    /// this for itself: one that is pinned to a processor of its own gains most by spinning.</summary>
    public static int DefaultMicroseconds { get; } = Environment.ProcessorCount > 1 ? UsualMicroseconds : 0;

    /// <summary>Starts a wait.</summary>
    public void Begin(int microseconds)
    {
        _step = 0;
        _budget = microseconds > 0 && !IsResting() ? (long)(microseconds * TicksPerMicrosecond) : 0;
    }

    /// <summary>Passes a moment.</summary>
    /// <returns>False when the time to spin is over; true to look once more.</returns>
    public bool Next()
    {
        if (_budget == 0) return false;
        if (_step++ < Pauses)
        {
            Pause();
            return true;
        }

        var now = Stopwatch.GetTimestamp();
        if (_step == Pauses + 1) _deadline = now + _budget;
        else if (now >= _deadline || now - _lastYield > SlowYieldMicroseconds * TicksPerMicrosecond) return false;
        _lastYield = now;
        Thread.Yield();
        return true;
    }

    /// <summary>Ends a wait.</summary>
    /// <param name="hit">Whether what was waited for came.</param>
    public void End(bool hit)
    {
        if (hit) _misses = 0;
        else if (_budget > 0) _misses++;
    }

    private bool IsResting()
    {
        if (_misses < MissesBeforeRest) return false;
        if (++_rested < WaitsPerProbe) return true;
        _rested = 0;
        return false;
    }

    private static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else if (ArmBase.IsSupported) ArmBase.Yield();
        else Thread.SpinWait(1);
    }
}
