namespace Mpire.Benchmarks.Workloads;

/// <summary>Tasks that use a state of their worker, which was made before and lives on.</summary>
internal sealed class StatefulWorkload : Workload
{
    private const int TableSize = 1 << 20;
    private const int Tasks = 400;
    private const int Steps = 250_000;

    private readonly int[] _starts = [.. Enumerable.Range(0, Tasks).Select(i => i * 7919)];
    private readonly WorkerPool<NoShared, Table> _processes = WorkerPool.Create(Workers, StartMethod.Spawn).WithState(_ => new Table(TableSize)).Build();
    private readonly WorkerPool<NoShared, Table> _threads = WorkerPool.Create(Workers, StartMethod.Threading).WithState(_ => new Table(TableSize)).Build();
    private readonly ThreadLocal<Table> _local = new(() => new Table(TableSize));
    private readonly Table _own = new(TableSize);
    private long _expected;

    public override string Key => "stateful";

    public override string Title => "Stateful workload, state made before";

    public override string Unit => "map";

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new("serial loop", () => Run(starts => Array.ConvertAll(starts, start => _own.Walk(start, Steps)))),
        new("Mpire, worker processes", () => Run(starts => _processes.Map((worker, start) => worker.State.Walk(start, Steps), starts))),
        new("Mpire, worker threads", () => Run(starts => _threads.Map((worker, start) => worker.State.Walk(start, Steps), starts))),
        new("PLINQ with a ThreadLocal", () => Run(RunPlinq)),
        Python.Peer("serial", "stateful"),
        Python.Peer("pool", "stateful", "Python serial"),
        Python.Peer("executor", "stateful", "Python serial"),
    ];

    public override void Dispose()
    {
        _processes.Dispose();
        _threads.Dispose();
        _local.Dispose();
    }

    private long[] RunPlinq(int[] starts) =>
        [.. starts.AsParallel().AsOrdered().WithDegreeOfParallelism(Workers).Select(start => _local.Value!.Walk(start, Steps))];

    private double Run(Func<int[], long[]> map)
    {
        long[] results = [];
        var seconds = Time(() => results = map(_starts));
        var sum = results.Sum();
        if (_expected == 0) _expected = sum;
        Check(sum == _expected, "the sum of all walks");
        return seconds;
    }
}
