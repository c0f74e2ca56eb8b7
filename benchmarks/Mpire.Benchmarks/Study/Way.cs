using System.Diagnostics;
using Quickstart;

namespace Mpire.Benchmarks.Study;

/// <summary>A way to answer all queries of the Quickstart, one map after the other.</summary>
/// <param name="Name">Its name in reports and on the command line.</param>
/// <param name="Search">Gives the time until the first map could begin, and a function for each map.</param>
internal sealed record Way(string Name, Func<int, (TimeSpan Start, Func<Answer[]> Map, IDisposable? Pool)> Search)
{
    private static readonly Func<Worker<InvertedIndex>, Query, Answer> Run = static (worker, query) => query.Run(worker.Shared);

    /// <summary>All of them; the first is what others are compared to.</summary>
    public static readonly Way[] All =
    [
        new("serial loop", static _ => (default, static () => Array.ConvertAll(Library.Queries, static query => query.Run(Library.Index)), null)),
        new("Parallel.For", static workers => (default, () => InParallel(workers), null)),
        new("PLINQ, ordered", static workers =>
            (default, () => [.. Library.Queries.AsParallel().AsOrdered().WithDegreeOfParallelism(workers).Select(static query => query.Run(Library.Index))], null)),
        new("Threading", static workers => ByPool(workers, StartMethod.Threading)),
        new("Spawn, settings of the program", static workers => ByPool(workers, StartMethod.Spawn, WorkerProfile.Inherit)),
        new("Spawn", static workers => ByPool(workers, StartMethod.Spawn)),
        new("ForkServer", static workers => ByPool(workers, StartMethod.ForkServer)),
        new("ForkServer, warmed up", static workers => ByPool(workers, StartMethod.ForkServer, samples: 256)),
        new("Fork", static workers => ByPool(workers, StartMethod.Fork)),
    ];

    private static Answer[] InParallel(int workers)
    {
        var answers = new Answer[Library.Queries.Length];
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = workers }, i => answers[i] = Library.Queries[i].Run(Library.Index));
        return answers;
    }

    private static (TimeSpan Start, Func<Answer[]> Map, IDisposable? Pool) ByPool(
        int workers, StartMethod method, WorkerProfile profile = WorkerProfile.Batch, int samples = 0)
    {
        var begun = Stopwatch.GetTimestamp();
        var pool = WorkerPool.Create(new WorkerPoolOptions { Workers = workers, StartMethod = method, Profile = profile }).Share(Library.Index).Build();
        if (samples > 0) pool.WarmUp(Run, Library.Queries.Take(samples));

        // One task for every worker, which begins when the worker has its index.
        pool.Map(static (worker, _) => worker.Shared.Documents, Enumerable.Range(0, workers), new MapOptions { ChunkSize = 1 });
        return (Stopwatch.GetElapsedTime(begun), () => pool.Map(Run, Library.Queries), pool);
    }
}
