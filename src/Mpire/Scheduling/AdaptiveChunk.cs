namespace Mpire.Scheduling;

/// <summary>
/// Finds the chunk size for an input of unknown length: begins with single tasks and grows until one chunk takes about a target time, both to
/// run and to read. Used by one thread at a time; time comes in as ticks of any clock.
/// </summary>
/// <remarks>
/// Tasks that get slower shrink the chunks at once, because a chunk that is too long keeps other workers idle, while one that is too short
/// costs only a message. Tasks that get faster are believed slowly (the first ones were slow because their code was being compiled), and a
/// chunk is never more than <see cref="Growth"/> times as long as the longest one that was measured. Reading counts too: a chunk waits for
/// its last item, so an input that trickles is passed on in short chunks.
/// </remarks>
internal sealed class AdaptiveChunk
{
    /// <summary>How much longer than any measured chunk the next one may be.</summary>
    public const int Growth = 4;

    // Share of a faster measurement that is believed at once.
    private const double Trust = 0.75;

    private readonly long _targetTicks;
    private double _runTicks;
    private double _readTicks;
    private int _longestMeasured;

    /// <summary>Begins with single tasks.</summary>
    /// <param name="targetTicks">Time that one chunk should take, at least 1 tick.</param>
    /// <param name="max">Longest chunk, at least 1.</param>
    public AdaptiveChunk(long targetTicks, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetTicks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        _targetTicks = targetTicks;
        Max = max;
    }

    /// <summary>Longest chunk.</summary>
    public int Max { get; }

    /// <summary>Length of the next chunk: from 1 to <see cref="Max"/>.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>A chunk was run.</summary>
    /// <param name="tasks">Its length, at least 1.</param>
    /// <param name="ticks">Time that the worker took for it; less than 1 counts as 1.</param>
    public void Observe(int tasks, long ticks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        _longestMeasured = Math.Max(_longestMeasured, tasks);
        _runTicks = Learn(_runTicks, tasks, ticks);
        Fit();
    }

    /// <summary>A chunk was read from the input.</summary>
    /// <param name="tasks">Its length, at least 1.</param>
    /// <param name="ticks">Time that reading it took; less than 1 counts as 1.</param>
    public void ObserveRead(int tasks, long ticks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        _readTicks = Learn(_readTicks, tasks, ticks);
        Fit();
    }

    private static double Learn(double known, int tasks, long ticks)
    {
        var measured = (double)Math.Max(ticks, 1) / tasks;
        return measured >= known ? measured : known + ((measured - known) * Trust);
    }

    private void Fit()
    {
        var slowest = Math.Max(_runTicks, _readTicks);
        var fitting = _targetTicks / slowest;
        var proven = Math.Max(1, (double)_longestMeasured * Growth);
        Size = (int)Math.Clamp(Math.Min(fitting, proven), 1, Max);
    }
}
