namespace Mpire.Benchmarks.Workloads;

/// <summary>Single calls of many threads at a time on one pool, each thread waiting for its own.</summary>
internal sealed class CallersWorkload : Workload
{
    private const int Calls = 40_000;
    private const string Many = "128 threads that wait";

    private readonly WorkerPool _pool = new(Workers, StartMethod.Spawn);

    public override string Key => "callers";

    public override string Title => $"{Calls:N0} calls of many callers, worker processes";

    public override string Unit => "call";

    public override IReadOnlyList<Target> Targets => [new("one of 128 waiting callers' calls", m => m.Median(Many) * 1e6, 5, IsMost: true, "µs")];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new("1 thread that waits", () => Wait(1)),
        new("2 threads that wait", () => Wait(2)),
        new("16 threads that wait", () => Wait(16)),
        new(Many, () => Wait(128)),
        new("128 that await", () => Await(128)),
    ];

    public override void Dispose() => _pool.Dispose();

    private double Wait(int callers)
    {
        var sum = 0L;
        var threads = new Thread[callers];
        var seconds = Time(
            () =>
            {
                for (var caller = 0; caller < callers; caller++)
                {
                    var first = caller;
                    threads[caller] = new Thread(() =>
                    {
                        var own = 0L;
                        for (var i = first; i < Calls; i += callers) own += _pool.Apply(x => x + 1, i);
                        Interlocked.Add(ref sum, own);
                    });
                    threads[caller].Start();
                }

                foreach (var thread in threads) thread.Join();
            },
            Calls);
        Check(sum == (long)Calls * (Calls + 1) / 2, "the sum of all calls");
        return seconds;
    }

    private double Await(int callers)
    {
        var sum = 0L;
        var seconds = Time(() => Task.WhenAll(Enumerable.Range(0, callers).Select(Call)).GetAwaiter().GetResult(), Calls);
        Check(sum == (long)Calls * (Calls + 1) / 2, "the sum of all calls");
        return seconds;

        async Task Call(int first)
        {
            var own = 0L;
            for (var i = first; i < Calls; i += callers) own += await _pool.ApplyAsync(x => x + 1, i).ConfigureAwait(false);
            Interlocked.Add(ref sum, own);
        }
    }
}
