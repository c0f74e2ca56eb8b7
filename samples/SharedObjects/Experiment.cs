using System.Diagnostics;
using Mpire;
using Quickstart;

namespace SharedObjects;

/// <summary>The work, by one start method, and what it takes.</summary>
internal static class Experiment
{
    private const int Parts = 64;
    private const int WarmRounds = 8;

    public static Measurement Run(StartMethod method, Options options)
    {
        var dataset = Dataset.Build(Corpus.Find(options.Folder), options.Megabytes * 1_000_000L);

        // The garbage of the building is nobody's concern.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            return Run(method, options.Workers, dataset);
        }
        catch (StartMethodNotSupportedException error)
        {
            return new Measurement { Method = method, WhyNot = error.Message };
        }
    }

    private static Measurement Run(StartMethod method, int workers, Dataset dataset)
    {
        // With OrderTasks the first task goes to the first worker and so on, so that each gets one of as many tasks as there are workers.
        var each = Enumerable.Range(0, workers).ToArray();
        var one = new MapOptions { ChunkSize = 1 };

        var begin = Stopwatch.GetTimestamp();
        using var pool = WorkerPool.Create(new WorkerPoolOptions { StartMethod = method, Workers = workers, OrderTasks = true }).Share(dataset).Build();
        var born = pool.Map((_, _) => (Environment.ProcessId, Time: Stopwatch.GetTimestamp()), each, one);
        var start = Stopwatch.GetElapsedTime(begin);
        var family = Family.Of([.. born.Select(worker => (worker.ProcessId, Stopwatch.GetElapsedTime(begin, worker.Time).TotalMilliseconds))]);
        family.Look();

        var (sums, first) = Timed(() => pool.Map((worker, part) => worker.Shared.Checksum(part, Parts), Enumerable.Range(0, Parts)));
        var warm = Enumerable.Range(0, WarmRounds)
            .Min(_ => Timed(() => pool.Map((worker, part) => worker.Shared.Checksum(part, Parts), Enumerable.Range(0, Parts))).Time);
        var checksum = Hash.Of(sums);

        // Now every worker reads everything.
        var all = pool.Map((worker, _) => Hash.Of(Enumerable.Range(0, Parts).Select(part => worker.Shared.Checksum(part, Parts))), each, one);
        if (all.Any(one => one != checksum)) throw new InvalidDataException($"{method}: a worker has read other objects than all together.");
        family.Look();

        pool.ForEach((worker, _) => worker.Shared.Change(), each, one);
        family.Look();

        pool.ForEach(_ => GC.Collect(), each, one);
        family.Look();

        return new Measurement
        {
            Method = method,
            Start = start.TotalMilliseconds,
            FirstMap = first.TotalMilliseconds,
            WarmMap = warm.TotalMilliseconds,
            Checksum = $"{checksum:x16}",
            Objects = dataset.Objects,
            Entries = dataset.Entries,
            ChangesSeen = dataset.Changed > 0,
            Processes = family.Members,
        };
    }

    private static (T Result, TimeSpan Time) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        return (work(), clock.Elapsed);
    }
}
