namespace Mpire.Benchmarks.Workloads;

/// <summary>A million integers through a warm pool, chunks as the pool likes.</summary>
internal sealed class MillionWorkload : Workload
{
    private const int Items = 1_000_000;
    private const string Spawn = "Mpire, worker processes";

    private readonly int[] _items = [.. Enumerable.Range(0, Items)];
    private readonly WorkerPool _processes = new(Workers, StartMethod.Spawn);
    private readonly WorkerPool _threads = new(Workers, StartMethod.Threading);

    public override string Key => "million";

    public override string Title => "1,000,000 integers, automatic chunks, warm pool";

    public override string Unit => "map";

    public override IReadOnlyList<Target> Targets => [new("1,000,000 integers in all", m => m.Median(Spawn) * 1e3, 50, IsMost: true, "ms")];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new(Spawn, () => Run(_processes)),
        new("Mpire, worker threads", () => Run(_threads)),
        new("serial loop", RunSerial),
        new("PLINQ, ordered", RunPlinq),
        Python.Peer("serial", "million"),
        Python.Peer("pool", "million", "Python serial"),
        // joblib makes a task object of every item: minutes.
    ];

    public override void Dispose()
    {
        _processes.Dispose();
        _threads.Dispose();
    }

    private double Run(WorkerPool pool)
    {
        int[] results = [];
        var seconds = Time(() => results = pool.Map(x => x ^ 1, _items));
        Check(results.Length == Items && results[^1] == (Items - 1 ^ 1), "the last integer");
        return seconds;
    }

    private double RunSerial()
    {
        int[] results = [];
        Func<int, int> task = x => x ^ 1;
        var seconds = Time(() => results = Array.ConvertAll(_items, x => task(x)));
        Check(results[^1] == (Items - 1 ^ 1), "the last integer");
        return seconds;
    }

    private double RunPlinq()
    {
        int[] results = [];
        var seconds = Time(() => results = [.. _items.AsParallel().AsOrdered().WithDegreeOfParallelism(Workers).Select(x => x ^ 1)]);
        Check(results[^1] == (Items - 1 ^ 1), "the last integer");
        return seconds;
    }
}
