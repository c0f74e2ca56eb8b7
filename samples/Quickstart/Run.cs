using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mpire;

namespace Quickstart;

/// <summary>All queries answered several times in one way, and what that took.</summary>
/// <param name="Name">The way.</param>
/// <param name="StartUp">Until every worker has answered; <see langword="null"/> without workers.</param>
/// <param name="First">All queries for the first time.</param>
/// <param name="Warm">All queries once more.</param>
/// <param name="Memory">Bytes of a worker process before the first query and after the last; <see langword="null"/> without workers, zero for threads.</param>
/// <param name="Hits">How much was found.</param>
/// <param name="Checksum">What was found.</param>
internal sealed record Run(string Name, TimeSpan? StartUp, TimeSpan First, TimeSpan Warm, (long Before, long After)? Memory, long Hits, string Checksum)
{
    private const int WarmRounds = 8;
    private const int Samples = 256;

    // One delegate for warming up and for searching: code is compiled for the lambda that it stands in.
    private static readonly Func<Worker<InvertedIndex>, Query, Answer> Search = (worker, query) => query.Run(worker.Shared);

    /// <summary>In this thread alone.</summary>
    public static Run Serially(InvertedIndex index, Query[] queries, CancellationToken cancellationToken)
    {
        var (answers, first) = Timed(() => Array.ConvertAll(queries, Answer));
        var warm = Best(() => Array.ConvertAll(queries, Answer));
        return Of("serial", null, first, warm, null, answers);

        Answer Answer(Query query)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return query.Run(index);
        }
    }

    /// <summary>By a pool's workers.</summary>
    public static Run InPool(string name, WorkerPoolBuilder<InvertedIndex> builder, Query[] queries, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();

        // What each worker says when it ends.
        using var pool = builder.WithHooks(exit: _ => Quickstart.Memory.OfThisProcess()).Build();

        // A fork server runs some queries until their code is as good as it gets. The other ways have nothing to warm up, and do nothing here.
        pool.WarmUp(Search, queries.Take(Samples));

        // One small task for every worker, which begins when the worker has its index.
        var one = new MapOptions { ChunkSize = 1 };
        pool.Map((worker, _) => worker.Shared.Documents, Enumerable.Range(0, pool.Options.Workers), one, cancellationToken);
        var startUp = clock.Elapsed;

        var isThreads = pool.Options.StartMethod == StartMethod.Threading;
        var before = isThreads ? 0 : Average(pool.Map(_ => Quickstart.Memory.OfThisProcess(), Enumerable.Range(0, pool.Options.Workers), one, cancellationToken));

        var (answers, first) = Timed(() => pool.Map(Search, queries, null, cancellationToken));
        var warm = Best(() => pool.Map(Search, queries, null, cancellationToken));

        pool.Stop(cancellationToken);
        var after = isThreads ? 0 : Average(pool.GetExitResults<long>());
        return Of(name, startUp, first, warm, (before, after), answers);
    }

    private static Run Of(string name, TimeSpan? startUp, TimeSpan first, TimeSpan warm, (long, long)? memory, Answer[] answers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var answer in answers) hash.AppendData(Encoding.UTF8.GetBytes($"{answer.Hits}\n{answer.Best}\n{answer.Snippet}\n"));
        return new Run(name, startUp, first, warm, memory, answers.Sum(answer => (long)answer.Hits), Convert.ToHexStringLower(hash.GetHashAndReset())[..12]);
    }

    private static long Average(IEnumerable<long> bytes) => (long)bytes.DefaultIfEmpty().Average();

    // A process compiles what it runs anew, and compiles it better once it has run for a while.
    private static TimeSpan Best<T>(Func<T> work) => Enumerable.Range(0, WarmRounds).Min(_ => Timed(work).Time);

    private static (T Result, TimeSpan Time) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        return (work(), clock.Elapsed);
    }
}
