namespace Mpire.Benchmarks.Workloads;

/// <summary>Tasks that do next to nothing, each a chunk of its own, with more workers than there are processors.</summary>
internal sealed class CrowdWorkload : Workload
{
    private const int Tasks = 100_000;
    private const string Two = "2 workers";
    private const string Many = "64 workers";

    private static readonly MapOptions OneByOne = new() { ChunkSize = 1 };
    private readonly int[] _items = [.. Enumerable.Range(0, Tasks)];
    private readonly Dictionary<int, WorkerPool> _pools = new[] { 2, 4, 8, 64 }.ToDictionary(count => count, count => new WorkerPool(count, StartMethod.Spawn));

    public override string Key => "crowd";

    public override string Title => $"{Tasks:N0} tasks in chunks of one, by more and more workers";

    public override string Unit => "task";

    public override IReadOnlyList<Target> Targets => [new("64 workers against 2", m => m.Median(Many) / m.Median(Two), 2, IsMost: true, "times")];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new(Two, () => Run(_pools[2])),
        new("4 workers", () => Run(_pools[4])),
        new("8 workers", () => Run(_pools[8])),
        new(Many, () => Run(_pools[64])),
    ];

    public override void Dispose()
    {
        foreach (var pool in _pools.Values) pool.Dispose();
    }

    private double Run(WorkerPool pool)
    {
        int[] results = [];
        var seconds = Time(() => results = pool.Map(x => x + 1, _items, OneByOne), Tasks);
        Check(results.Length == Tasks && results[^1] == Tasks, "the last of the sums");
        return seconds;
    }
}
