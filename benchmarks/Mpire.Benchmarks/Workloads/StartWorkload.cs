using System.Globalization;

namespace Mpire.Benchmarks.Workloads;

/// <summary>From nothing to the results of the first map.</summary>
internal sealed class StartWorkload : Workload
{
    private const string Bare = "as many bare startup hooks, one byte each (the limit)";
    private const string Cold = "Mpire, first thing in a fresh process";
    private const string Warm = "Mpire, a further pool in the same process";

    private static readonly string Probe = Path.Combine(AppContext.BaseDirectory, "Mpire.Benchmarks.StartProbe.dll");

    private double _warm;

    public override string Key => "start";

    public override string Title => $"Start of {Workers} worker processes and their first map";

    public override string Unit => "start";

    public override IReadOnlyList<Target> Targets =>
    [
        new("start and first map in a fresh process, ratio to bare hooks", m => m.Median(Cold) / m.Median(Bare), 1.8, IsMost: true, "x"),
        new("start and first map in a warm process, ratio to bare hooks", m => m.Median(Warm) / m.Median(Bare), 1.8, IsMost: true, "x"),
    ];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new(Bare, () => Read("bare")["bare"]),
        new(Cold, MeasureCold),
        new(Warm, () => _warm),
        Python.Peer("pool", "start"),
        Python.Peer("pool-spawn", "start"),
        Python.Peer("executor", "start"),
        Python.Peer("joblib", "start"),
    ];

    public override void Dispose()
    {
        // Its pools live no longer than a measurement.
    }

    private double MeasureCold()
    {
        var all = Read("map");
        _warm = all["warm"];
        return all["cold"];
    }

    // Where a figure comes several times, its mean counts. Milliseconds there, seconds here.
    private static Dictionary<string, double> Read(string what)
    {
        var lines = ChildProgram.Output("dotnet", Probe, what, Workers.ToString(CultureInfo.InvariantCulture))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Select(line => line.Split(' '))
            .GroupBy(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Average() / 1000);
    }
}
