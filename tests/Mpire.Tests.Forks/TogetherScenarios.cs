namespace Mpire.Tests.Forks;

// Copies that are made in one moment, one after the other, and what they do at their end.
internal static partial class Scenarios
{
    private static void Together()
    {
        using var alone = new WorkerPool(Two with { Workers = 1 });
        var ends = alone.Apply(_ => RoadEnds(), 0);
        using var all = SharedBarrier.Create(8);
        using var pool = WorkerPool.Create(Two with { Workers = 8 }).Share(all).Build();
        var told = pool.Map(
            (worker, _) =>
            {
                using var self = worker.Shared.Join();
                self.SignalAndWait();
                return (Environment.ProcessId, Ends: RoadEnds());
            },
            Enumerable.Range(0, 8),
            new MapOptions { ChunkSize = 1 });
        True(told.DistinctBy(one => one.ProcessId).Count() == 8, "not every worker has worked");
        True(told.All(one => one.Ends == ends), $"a worker has kept its brothers' road ends: {told.Max(one => one.Ends)} instead of {ends}");

        // The end of one is no other's.
        Throws<WorkerDiedException>(() => pool.Apply(_ => Environment.FailFast("asked for"), 0));
        Same(Doubled, pool.Map(x => 2 * x, Numbers));
    }

    private static int RoadEnds() => Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "")
        .Count(target => target.StartsWith("pipe:", StringComparison.Ordinal) || target.Contains("mpire-road", StringComparison.Ordinal));

    // The first thread waits for a job that another thread drives, or for the end of a worker, while the next copy is made.
    private static void OneAfterTheOther()
    {
        using var pool = new WorkerPool(Two with { Workers = 1, KeepAlive = false });
        for (var i = 0; i < 10; i++)
        {
            True(pool.Apply(x => x + 1, i) == i + 1, "another result");
            Same(Doubled, pool.Map(x => 2 * x, Numbers));
            Same(Doubled, pool.Map(x => x + 1, Asking()));
        }

        // An input that calls the pool it feeds.
        IEnumerable<int> Asking()
        {
            foreach (var number in Numbers) yield return pool.Apply(x => (2 * x) - 1, number);
        }
    }

    private static void EndHandlers()
    {
        var file = Path.GetTempFileName();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        System.Runtime.Loader.AssemblyLoadContext.Default.Unloading += _ => File.Delete(file);
        var theirs = Path.GetTempFileName();
        using (var pool = new WorkerPool(Two with { KeepAlive = false, Workers = 1 }))
        {
            pool.Apply(
                path =>
                {
                    AppDomain.CurrentDomain.ProcessExit += (_, _) => File.AppendAllText(path, "ended");
                    return 0;
                },
                theirs);
            pool.Stop();
        }

        True(File.Exists(file), "a worker has removed the program's file at its end");
        True(File.ReadAllText(theirs) == "ended", "a worker has not run its own handler");
        File.Delete(theirs);
    }

    private static void LatePreparation()
    {
        using var pool = new WorkerPool(workers: 1, StartMethod.Threading);
        True(!StartMethods.PrepareFork(out var whyNot) && whyNot.Contains("made a pool already", StringComparison.Ordinal), whyNot ?? "It was prepared.");
    }

    private static void NothingInTheTemporaryFolder()
    {
        Map();
        True(Directory.GetFiles(Path.GetTempPath(), $"*-{Environment.ProcessId}-*") is [], "the runtime of before the preparation has left files");
    }

    private static void LaterChange()
    {
        var shared = new Dictionary<string, int> { ["x"] = 1 };
        using var pool = WorkerPool.Create(Two with { Workers = 1 }).Share(shared).Build();
        var before = pool.Apply((worker, key) => worker.Shared[key], "x");
        shared["x"] = 2;
        True((before, pool.Apply((worker, key) => worker.Shared[key], "x")) == (1, 1), "a living worker has seen a later change");
    }
}
