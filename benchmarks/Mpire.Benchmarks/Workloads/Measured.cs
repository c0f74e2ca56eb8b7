namespace Mpire.Benchmarks.Workloads;

/// <summary>All that was measured of one workload.</summary>
internal sealed class Measured
{
    private readonly Dictionary<string, List<double>> _seconds = [];

    public IEnumerable<string> Names => _seconds.Keys;

    public Dictionary<string, string> Skipped { get; } = [];

    public void Add(string name, double seconds)
    {
        if (!_seconds.TryGetValue(name, out var all)) _seconds.Add(name, all = []);
        all.Add(seconds);
    }

    public double Median(string name) => _seconds.TryGetValue(name, out var all) ? MedianOf(all) : double.NaN;

    /// <summary>The middle of some figures, or the mean of the two in the middle.</summary>
    public static double MedianOf(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    public double Least(string name) => _seconds.TryGetValue(name, out var all) ? all.Min() : double.NaN;

    public double Most(string name) => _seconds.TryGetValue(name, out var all) ? all.Max() : double.NaN;
}
