namespace Mpire.Scheduling;

/// <summary>
/// How many chunks one worker may have at one time: just enough that it never waits for the next. One until its first chunk was measured, so
/// that nothing queues behind tasks of unknown length; then what covers a target time, at least 2, because the next chunk must be there when
/// one ends. Used by one thread at a time.
/// </summary>
internal sealed class DepthControl
{
    /// <summary>Fewest chunks once the first was measured.</summary>
    public const int Min = 2;

    /// <summary>Most chunks.</summary>
    public const int Max = 64;

    // Half of every measurement: what the first tasks took to be compiled is forgotten after some ten chunks.
    private const double Weight = 0.5;

    private readonly long _targetTicks;
    private double _serviceTicks;
    private bool _measured;

    /// <summary>Begins with a depth of 1.</summary>
    /// <param name="targetTicks">Time for which a worker should have work, at least 1 tick.</param>
    public DepthControl(long targetTicks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetTicks, 1);
        _targetTicks = targetTicks;
    }

    /// <summary>Chunks that the worker may have now, the running one included.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>A chunk was run.</summary>
    /// <param name="serviceTicks">Time that the worker took for it; less than 1 counts as 1.</param>
    public void Observe(long serviceTicks)
    {
        var ticks = (double)Math.Max(serviceTicks, 1);
        _serviceTicks = _measured ? _serviceTicks + ((ticks - _serviceTicks) * Weight) : ticks;
        _measured = true;
        Depth = (int)Math.Clamp(Math.Ceiling(_targetTicks / _serviceTicks), Min, Max);
    }

    /// <summary>Forgets what was measured: the next job runs another function.</summary>
    public void Reset()
    {
        _measured = false;
        Depth = 1;
    }
}
