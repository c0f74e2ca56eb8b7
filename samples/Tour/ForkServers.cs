using Mpire;

namespace Tour;

/// <summary>Workers that are copies of one prepared process.</summary>
internal static class ForkServers
{
    public static void Run()
    {
        Say.Line("Fork server");
        Choose();
        if (!StartMethods.IsSupported(StartMethod.ForkServer, out string? whyNot))
        {
            Say.Line($"  not here: {whyNot}");
            return;
        }

        Share();
        FreshWorkers();
        Refusal();
    }

    private static Dictionary<string, int> CountWords()
    {
        string[] words = ["a", "fork", "is", "a", "copy"];
        return words.CountBy(word => word).ToDictionary();
    }

    private static void Choose()
    {
        StartMethod method = StartMethods.IsSupported(StartMethod.ForkServer, out string? whyNot) ? StartMethod.ForkServer : StartMethod.Spawn;
        using var pool = new WorkerPool(workers: 2, method);
        Say.That($"a square with {method}", pool.Apply(x => x * x, 3), true);
    }

    private static void Share()
    {
        string[] words = ["a", "copy", "is", "a", "fork"];

        // The dictionary is made once, in the fork server; workers are born with it, and with the compiled code of Look.
        using var pool = WorkerPool.Create(workers: 2, StartMethod.ForkServer).Share(() => CountWords()).Build();
        pool.WarmUp(Look, ["a", "nowhere"]);
        int[] counts = pool.Map(Look, words);

        static int Look(Worker<Dictionary<string, int>> worker, string word) => worker.Shared.GetValueOrDefault(word);

        Say.That("counted in forked workers", string.Join(", ", counts), counts is [2, 1, 1, 2, 1]);
    }

    private static void FreshWorkers()
    {
        // Cheap enough to give every few tasks a new process.
        using var pool = new WorkerPool(workers: 2, StartMethod.ForkServer);
        int[] processes = pool.Map(_ => Environment.ProcessId, Enumerable.Range(0, 20), new MapOptions { WorkerLifespan = 1 });
        Say.That("processes for 20 tasks of lifespan 1", processes.Distinct().Count(), processes.Distinct().Count() == 20);
    }

    private static void Refusal()
    {
        using var pool = WorkerPool.Create(workers: 2, StartMethod.ForkServer).Share(() => ParallelEnumerable.Range(0, 1000).Sum()).Build();
        try
        {
            pool.Map((worker, x) => worker.Shared + x, [1, 2]);
        }
        catch (StartMethodNotSupportedException error)
        {
            // Threads that the factory has left in the server, by name, and what to do about them.
            Console.WriteLine($"  {error.Reason} {error.Remedy}");
        }

        // The next workers get another server, and a factory that leaves nothing behind.
        pool.SetSharedObjects(() => Enumerable.Range(0, 1000).Sum());
        int[] sums = pool.Map((worker, x) => worker.Shared + x, [1, 2]);
        Say.That("after the refusal", string.Join(", ", sums), sums is [499501, 499502]);
    }
}
