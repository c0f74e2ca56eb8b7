using System.Globalization;

namespace Mpire.Benchmarks.Workloads;

/// <summary>What new workers cost, spawned, made by a fork server, or copies of the program: the first map, later maps with fresh workers, workers replaced after each task;
/// and, with something shared, how much memory each has for itself.</summary>
internal sealed class ForkWorkload(string shared, int workers) : Workload
{
    private static readonly string Probe = Path.Combine(AppContext.BaseDirectory, "Mpire.Benchmarks.StartProbe.dll");

    private readonly Dictionary<StartMethod, Dictionary<string, double>> _last = [];

    public override string Key => $"fork-{shared}-{workers}";

    public override string Title => shared switch
    {
        "nothing" => $"{workers} new workers, nothing shared",
        "large" => $"{workers} new workers of a program of 500 MB, nothing shared",
        _ => $"{workers} new workers that share a dictionary of 2,000,000 strings",
    };

    public override string Unit => "start";

    public override IReadOnlyList<Target> Targets => shared switch
    {
        "nothing" =>
        [
            Ratio("first", 1.2), Ratio("later", 0.3), Ratio("replaced", 0.3),
            new("a replaced worker, in bare forks of a small process", m => m.Median(Name(StartMethod.ForkServer, "replaced")) / m.Median(BareFork), 3, IsMost: true, "x"),
        ],
        "large" => [],
        _ =>
        [
            Ratio("first", 0.8), Ratio("later", 0.05), Ratio("first", 0.06, StartMethod.Fork),
            new("Fork: private memory after reading everything", m => m.Median(Name(StartMethod.Fork, "private-read")), 4, IsMost: true, "MB"),
            new("private memory of a worker at its first task", m => m.Median(Name(StartMethod.ForkServer, "private-first")), 2, IsMost: true, "MB"),
            new("private memory after reading everything", m => m.Median(Name(StartMethod.ForkServer, "private-read")), 4, IsMost: true, "MB"),
        ],
    };

    public override IReadOnlyList<Contestant> Contestants =>
    [
        .. Of(StartMethod.Spawn), .. Of(StartMethod.ForkServer), .. Of(StartMethod.Fork),
        .. Peers,
    ];

    private IEnumerable<Contestant> Peers => shared switch
    {
        "nothing" => [new(BareFork, () => Python.Seconds("serial", "bare-fork")), Python.Peer("pool-forkserver", "start")],
        "large" => [Python.Peer("pool", "start-large"), Python.Peer("pool-spawn", "start-large")],
        _ when workers == 2 => [Python.Peer("pool", "dictionary"), Python.Peer("pool-forkserver", "dictionary"), Python.Peer("pool-spawn", "dictionary")],
        _ => [],
    };

    private const string BareFork = "a bare fork of a small process (Python), its end and wait";

    public override void Dispose()
    {
        // Its pools live no longer than a measurement.
    }

    private static string Name(StartMethod method, string what) => $"{method}: {what}";

    private Target Ratio(string what, double limit, StartMethod method = StartMethod.ForkServer) =>
        new($"{Title}, by {method}: {what}, ratio to Spawn", m => m.Median(Name(method, what)) / m.Median(Name(StartMethod.Spawn, what)), limit, IsMost: true, "x");

    private IEnumerable<Contestant> Of(StartMethod method)
    {
        // The first of them measures for all.
        var first = Name(method, "first");
        yield return new Contestant(first, () => (_last[method] = Read(method))["first"] / 1000, Name(StartMethod.Spawn, "first"));
        foreach (var what in new[] { "later", "replaced" })
            yield return new Contestant(Name(method, what), () => _last[method][what] / 1000, Name(StartMethod.Spawn, what));
        if (shared != "dictionary") yield break;

        // Megabytes, in a table of seconds.
        foreach (var what in new[] { "private-first", "private-read", "private-garbage", "private-collected" })
            yield return new Contestant(Name(method, what), () => _last[method][what], Name(StartMethod.Spawn, what));
    }

    // Where a figure comes several times, its mean counts.
    private Dictionary<string, double> Read(StartMethod method)
    {
        var lines = ChildProgram.Output("dotnet", Probe, "fork", workers.ToString(CultureInfo.InvariantCulture), $"{method}", shared)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Select(line => line.Split(' '))
            .GroupBy(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Average());
    }
}
