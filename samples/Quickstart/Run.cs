using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mpire;

namespace Quickstart;

/// <summary>All queries answered twice in one way, and what that took.</summary>
internal sealed record Run(string Name, TimeSpan? StartUp, TimeSpan First, TimeSpan Second, long? MemoryPerWorker, long Hits, string Checksum)
{
    /// <summary>In this thread alone.</summary>
    public static Run Serially(InvertedIndex index, Query[] queries, CancellationToken cancellationToken)
    {
        var (answers, first) = Timed(() => Array.ConvertAll(queries, Answer));
        var (_, second) = Timed(() => Array.ConvertAll(queries, Answer));
        return Of("serial", null, first, second, null, answers);

        Answer Answer(Query query)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return query.Run(index);
        }
    }

    /// <summary>By a pool's workers.</summary>
    public static Run InPool(string name, Func<WorkerPool<InvertedIndex>> create, Query[] queries, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var pool = create();

        // What each worker says when it ends.
        pool.SetHooks(init: null, exit: _ => Memory.OfThisProcess());

        // One small task for every worker, which begins when the worker has its index.
        var one = new MapOptions { ChunkSize = 1 };
        pool.Map((worker, _) => worker.Shared.Documents, Enumerable.Range(0, pool.Options.Jobs), one, cancellationToken);
        var startUp = clock.Elapsed;

        var (answers, first) = Timed(() => pool.Map((worker, query) => query.Run(worker.Shared), queries, null, cancellationToken));
        var (_, second) = Timed(() => pool.Map((worker, query) => query.Run(worker.Shared), queries, null, cancellationToken));

        pool.Stop(cancellationToken);
        var memory = pool.Options.StartMethod == StartMethod.Threading ? 0 : (long)pool.GetExitResults<long>().DefaultIfEmpty().Average();
        return Of(name, startUp, first, second, memory, answers);
    }

    private static Run Of(string name, TimeSpan? startUp, TimeSpan first, TimeSpan second, long? memory, Answer[] answers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var answer in answers) hash.AppendData(Encoding.UTF8.GetBytes($"{answer.Hits}\n{answer.Best}\n{answer.Snippet}\n"));
        return new Run(name, startUp, first, second, memory, answers.Sum(answer => (long)answer.Hits), Convert.ToHexStringLower(hash.GetHashAndReset())[..12]);
    }

    private static (T Result, TimeSpan Time) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        return (work(), clock.Elapsed);
    }
}
