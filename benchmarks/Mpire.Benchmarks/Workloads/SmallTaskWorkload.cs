namespace Mpire.Benchmarks.Workloads;

/// <summary>Tasks that do next to nothing, each a chunk of its own.</summary>
internal sealed class SmallTaskWorkload : Workload
{
    private const int Tasks = 100_000;
    private const string Spawn = "Mpire, worker processes";

    private static readonly MapOptions OneByOne = new() { ChunkSize = 1 };
    private readonly int[] _items = [.. Enumerable.Range(0, Tasks)];
    private readonly WorkerPool _processes = new(Workers, StartMethod.Spawn);
    private readonly WorkerPool _threads = new(Workers, StartMethod.Threading);

    public override string Key => "small";

    public override string Title => $"{Tasks:N0} tasks in chunks of one";

    public override string Unit => "task";

    public override IReadOnlyList<Target> Targets => [new("a task in a chunk of its own", m => m.Median(Spawn) * 1e6, 3, IsMost: true, "µs")];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new(Spawn, () => Run(_processes)),
        new("Mpire, worker threads", () => Run(_threads)),
        new("Parallel.ForEach, unbuffered partitions", RunParallel),
        Python.Peer("pool", "small"),
        Python.Peer("executor", "small"),
        Python.Peer("joblib", "small"),
    ];

    public override void Dispose()
    {
        _processes.Dispose();
        _threads.Dispose();
    }

    private double Run(WorkerPool pool)
    {
        int[] results = [];
        var seconds = Time(() => results = pool.Map(x => x + 1, _items, OneByOne), Tasks);
        Check(results.Length == Tasks && results[^1] == Tasks, "the last of the sums");
        return seconds;
    }

    private double RunParallel()
    {
        var results = new int[Tasks];
        var one = System.Collections.Concurrent.Partitioner.Create(_items, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);
        var seconds = Time(() => Parallel.ForEach(one, new ParallelOptions { MaxDegreeOfParallelism = Workers }, x => results[x] = x + 1), Tasks);
        Check(results[^1] == Tasks, "the last of the sums");
        return seconds;
    }
}
