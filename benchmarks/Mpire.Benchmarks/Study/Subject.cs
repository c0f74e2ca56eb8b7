namespace Mpire.Benchmarks.Study;

/// <summary>Work that is done under different settings.</summary>
/// <param name="Name">Its name in the report and on the command line.</param>
/// <param name="Run">Makes a pool, runs tasks in it, and tells of each result when it came.</param>
internal sealed record Subject(string Name, Action<WorkerPoolOptions, Func<bool>> Run)
{
    private const int Starts = 7919;

    /// <summary>All kinds of work.</summary>
    public static readonly Subject[] All =
    [
        new("search", static (options, next) =>
        {
            using var pool = WorkerPool.Create(options).Share(Library.Index).Build();
            Count(pool.ImapUnordered(static (worker, query) => query.Run(worker.Shared).Hits, Repeated(Library.Queries)), next);
        }),
        new("mandelbrot", Plain(Workloads.NumericWorkload.Row)),
        new("stateful", static (options, next) =>
        {
            using var pool = WorkerPool.Create(options).WithState(static _ => new Workloads.Table(1 << 18)).Build();
            Count(pool.ImapUnordered(static (worker, start) => worker.State.Walk(start * Starts, 250_000), Numbers()), next);
        }),
        new("linq", Plain(Works.Linq)),
        new("json", Plain(Works.ReadJson)),
        new("regex", Plain(Works.Match)),
        new("loop", Plain(Works.Sum)),
        new("asynchronous", static (options, next) =>
        {
            using var pool = new WorkerPool(options);
            Count(pool.ImapUnordered(static i => Works.AwaitAsync(i), Numbers()), next);
        }),
        new("roslyn", static (options, next) =>
        {
            using var pool = new WorkerPool(options);
            Count(pool.ImapUnordered(static text => Works.Parse(text), Repeated(Library.Sources)), next);
        }),
    ];

    private static Action<WorkerPoolOptions, Func<bool>> Plain(Func<int, long> task) => (options, next) =>
    {
        using var pool = new WorkerPool(options);
        Count(pool.ImapUnordered(task, Numbers()), next);
    };

    private static void Count<T>(IEnumerable<T> results, Func<bool> next)
    {
        foreach (var _ in results)
        {
            if (!next()) return;
        }
    }

    private static IEnumerable<int> Numbers()
    {
        for (var i = 0; ; i = (i + 1) % 400) yield return i;
    }

    private static IEnumerable<T> Repeated<T>(T[] items)
    {
        while (true)
        {
            foreach (var item in items) yield return item;
        }
    }
}
