namespace Mpire.Benchmarks.Workloads;

/// <summary>A piece of work, who does it, and what is to be reached.</summary>
internal abstract class Workload : IDisposable
{
    /// <summary>Workers of everybody.</summary>
    public const int Workers = 2;

    /// <summary>What the filter of the command line looks at.</summary>
    public abstract string Key { get; }

    public abstract string Title { get; }

    /// <summary>What one unit is, of which every figure tells the time.</summary>
    public abstract string Unit { get; }

    /// <summary>Bytes that one unit moves; 0 where bytes are not the point.</summary>
    public virtual long BytesPerUnit => 0;

    public virtual IReadOnlyList<Target> Targets => [];

    /// <summary>Who takes part; the first is the one that the others are compared to.</summary>
    public abstract IReadOnlyList<Contestant> Contestants { get; }

    public abstract void Dispose();

    /// <summary>Wrong results measure nothing.</summary>
    protected static void Check(bool isRight, string what)
    {
        if (!isRight) throw new InvalidOperationException($"Wrong result: {what}.");
    }

    /// <summary>Times an action.</summary>
    protected static double Time(Action work, double units = 1)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds / units;
    }
}
