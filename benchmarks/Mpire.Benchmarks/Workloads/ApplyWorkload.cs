namespace Mpire.Benchmarks.Workloads;

/// <summary>Single calls, one after the other, each waited for.</summary>
internal sealed class ApplyWorkload : Workload
{
    private const int Calls = 5_000;
    private const string Spawn = "Mpire, worker processes";

    private readonly WorkerPool _processes = new(Workers, StartMethod.Spawn);
    private readonly WorkerPool _threads = new(Workers, StartMethod.Threading);

    public override string Key => "apply";

    public override string Title => $"{Calls:N0} calls one after the other";

    public override string Unit => "call";

    public override IReadOnlyList<Target> Targets => [new("one Apply, there and back", m => m.Median(Spawn) * 1e6, 25, IsMost: true, "µs")];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new(Spawn, () => Run(_processes)),
        new("Mpire, worker threads", () => Run(_threads)),
        new("Task.Run and wait", RunTasks),
        Python.Peer("pool", "apply"),
        Python.Peer("executor", "apply"),
    ];

    public override void Dispose()
    {
        _processes.Dispose();
        _threads.Dispose();
    }

    private static double Run(WorkerPool pool)
    {
        var sum = 0L;
        var seconds = Time(
            () =>
            {
                for (var i = 0; i < Calls; i++) sum += pool.Apply(x => x + 1, i);
            },
            Calls);
        Check(sum == (long)Calls * (Calls + 1) / 2, "the sum of all calls");
        return seconds;
    }

    private static double RunTasks()
    {
        var sum = 0L;
        var seconds = Time(
            () =>
            {
                for (var i = 0; i < Calls; i++)
                {
                    var argument = i;
                    sum += Task.Factory.StartNew(() => argument + 1, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default)
                        .GetAwaiter().GetResult();
                }
            },
            Calls);
        Check(sum == (long)Calls * (Calls + 1) / 2, "the sum of all calls");
        return seconds;
    }
}
