using Mpire;

namespace Tour;

/// <summary>The options of pools and maps.</summary>
internal static class Options
{
    public static void Run()
    {
        Say.Line("Options");
        KeepAlive();
        Chunks();
        EndlessInput();
        Lifespan();
        OrderTasks();
        CpuIds();
        WorkerVariables();
    }

    private static void KeepAlive()
    {
        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 1, KeepAlive = false });
        int[] first = pool.Map(_ => Environment.ProcessId, [1, 2, 3]);
        int[] second = pool.Map(_ => Environment.ProcessId, [1, 2, 3]);
        Say.That("another process for each map", first[0] != second[0], first[0] != second[0]);
    }

    private static void Chunks()
    {
        using var pool = new WorkerPool(workers: 2);
        string[] words = ["a", "pool", "of", "workers"];
        int[] one = pool.Map(word => word.Length, words, new MapOptions { ChunkSize = 1 });
        int[] two = pool.Map(word => word.Length, words, new MapOptions { Splits = 2 });
        Say.That("in chunks", one.Sum() + two.Sum(), one.Sum() + two.Sum() == 28);

        // The same cutting for your own use: 10 items in 3 chunks are 4, 3 and 3.
        IEnumerable<int[]> chunks = Chunking.Split(Enumerable.Range(0, 10), splits: 3);
        var lengths = string.Join(", ", chunks.Select(chunk => chunk.Length));
        Say.That("chunk lengths", lengths, lengths == "4, 3, 3");
    }

    private static void EndlessInput()
    {
        using var pool = new WorkerPool(workers: 2);
        var options = new MapOptions { ChunkSize = 8, MaxTasksActive = 64 };
        var read = 0;
        IEnumerable<int> Numbers()
        {
            while (true) yield return read++;
        }

        int found = pool.Imap(x => x * x, Numbers(), options).First(square => square > 1000);
        Say.That("first square above 1000", found, found == 1024);
        Say.That("numbers read for it", read, read <= 200);
    }

    private static void Lifespan()
    {
        using var pool = new WorkerPool(workers: 1);
        int[] processes = pool.Map(_ => Environment.ProcessId, Enumerable.Range(0, 6), new MapOptions { WorkerLifespan = 2 });
        Say.That("processes for 6 tasks of lifespan 2", processes.Distinct().Count(), processes.Distinct().Count() == 3);
    }

    private static void OrderTasks()
    {
        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 2, OrderTasks = true });
        int[] workers = pool.Map((worker, _) => worker.Id, Enumerable.Range(0, 6), new MapOptions { ChunkSize = 1 });
        Say.That("workers in turn", string.Join(", ", workers), workers is [0, 1, 0, 1, 0, 1]);
    }

    private static void CpuIds()
    {
        // All workers on processor 0. [0, 1] gives two workers one processor each; [[0, 1], [2, 3]] gives them two each.
        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 2, CpuIds = [0] });
        int processors = pool.Apply(() => Environment.ProcessorCount);
        Say.That("processors that a pinned worker sees", processors, processors == 1 || !OperatingSystem.IsLinux());
    }

    private static void WorkerVariables()
    {
        using var pool = new WorkerPool(new WorkerPoolOptions
        {
            Workers = 2,
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "0x20000000" },
        });
        string? limit = pool.Apply(() => Environment.GetEnvironmentVariable("DOTNET_GCHeapHardLimit"));
        Say.That("heap limit of a worker", limit, limit == "0x20000000");
    }
}
