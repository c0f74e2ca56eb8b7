namespace Mpire.Benchmarks.Workloads;

/// <summary>Start, dear initialisation and tasks together: once per worker, not once per task.</summary>
internal sealed class InitWorkload : Workload
{
    private const int TableSize = 1 << 23;
    private const int Tasks = 400;
    private const int Steps = 100_000;

    private readonly int[] _starts = [.. Enumerable.Range(0, Tasks).Select(i => i * 7919)];
    private long _expected;

    public override string Key => "init";

    public override string Title => "Dear initialisation: start, init and map";

    public override string Unit => "whole";

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new("serial loop", () => Run(RunSerial)),
        new("Mpire, worker processes", () => Run(starts => RunPool(starts, StartMethod.Spawn))),
        new("Mpire, worker threads", () => Run(starts => RunPool(starts, StartMethod.Threading))),
        new("PLINQ with a ThreadLocal", () => Run(RunPlinq)),
        Python.Peer("serial", "init"),
        Python.Peer("pool", "init", "Python serial"),
        Python.Peer("executor", "init", "Python serial"),
    ];

    public override void Dispose()
    {
        // Its pools live no longer than a measurement.
    }

    private static long[] RunSerial(int[] starts)
    {
        var table = new Table(TableSize);
        return Array.ConvertAll(starts, start => table.Walk(start, Steps));
    }

    private static long[] RunPool(int[] starts, StartMethod method)
    {
        using var pool = WorkerPool.Create(Workers, method).WithState(_ => new Table(TableSize)).Build();
        return pool.Map((worker, start) => worker.State.Walk(start, Steps), starts);
    }

    private static long[] RunPlinq(int[] starts)
    {
        using var table = new ThreadLocal<Table>(() => new Table(TableSize));
        return [.. starts.AsParallel().AsOrdered().WithDegreeOfParallelism(Workers).Select(start => table.Value!.Walk(start, Steps))];
    }

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
