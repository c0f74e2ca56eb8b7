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

    public double Median(string name)
    {
        if (!_seconds.TryGetValue(name, out var all)) return double.NaN;
        double[] sorted = [.. all.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double Least(string name) => _seconds.TryGetValue(name, out var all) ? all.Min() : double.NaN;

    public double Most(string name) => _seconds.TryGetValue(name, out var all) ? all.Max() : double.NaN;
}
