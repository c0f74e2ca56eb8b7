using System.Diagnostics;
using System.Globalization;

namespace Mpire.Benchmarks.StartProbe;

/// <summary>What new workers cost under a start method that makes processes: with nothing shared, the same in a program of 500 MB, or with a dictionary of 2,000,000
/// strings.</summary>
internal static class ForkStart
{
    private const int Entries = 2_000_000;
    private const int LaterMaps = 6;
    private const int Replaced = 40;
    private const int Records = 500_000;

    public static void Measure(int workers, StartMethod method, string shared)
    {
        var program = shared == "large" ? Enumerable.Range(0, Records).Select(i => new Record(i, $"{i}", new byte[900])).ToList() : [];
        var dictionary = shared == "dictionary" ? Enumerable.Range(0, Entries).ToDictionary(i => i, i => $"value {i}") : [];
        var items = Enumerable.Range(0, workers).ToArray();
        var fresh = new WorkerPoolOptions { Workers = workers, StartMethod = method, KeepAlive = false };

        // Sharing an empty dictionary would be something shared.
        if (shared == "dictionary")
        {
            var start = Stopwatch.GetTimestamp();
            using var pool = WorkerPool.Create(fresh).Share(dictionary).Build();
            Check(pool.Map((worker, x) => worker.Shared[x].Length, items));
            Print("first", start);
            Later(() => Check(pool.Map((worker, x) => worker.Shared[x].Length, items)));
            Lifespans(options => pool.Map((worker, x) => worker.Shared[x].Length, Enumerable.Range(0, Replaced), options));
            Memory(pool);
        }
        else
        {
            var start = Stopwatch.GetTimestamp();
            using var pool = new WorkerPool(fresh);
            Check(pool.Map(x => x + 7, items));
            Print("first", start);
            Later(() => Check(pool.Map(x => x + 7, items)));
            Lifespans(options => pool.Map(x => x + 7, Enumerable.Range(0, Replaced), options));
        }

        GC.KeepAlive(program);
    }

    private static void Later(Action map)
    {
        // The server does once what it had no time for before the first map.
        Thread.Sleep(500);
        for (var i = 0; i < LaterMaps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            map();
            if (i > 0) Print("later", start);
        }
    }

    private static void Lifespans(Action<MapOptions> map)
    {
        var start = Stopwatch.GetTimestamp();
        map(new MapOptions { WorkerLifespan = 1 });
        Print("replaced", Stopwatch.GetElapsedTime(start).TotalMilliseconds / Replaced);
    }

    private static void Memory(WorkerPool<Dictionary<int, string>> pool)
    {
        var told = pool.Map(
            (worker, _) =>
            {
                var first = PrivateMegabytes();
                var length = 0L;
                foreach (var (key, value) in worker.Shared) length += key + value.Length;
                var read = PrivateMegabytes();
                for (var i = 0; i < 8_000_000; i++) GC.KeepAlive(new byte[100]);
                var garbage = PrivateMegabytes();
                GC.Collect();
                return (first, read, garbage, PrivateMegabytes(), length);
            },
            [1])[0];
        Print("private-first", told.Item1);
        Print("private-read", told.Item2);
        Print("private-garbage", told.Item3);
        Print("private-collected", told.Item4);
    }

    private static double PrivateMegabytes() =>
        File.ReadLines("/proc/self/smaps_rollup")
            .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) / 1024;

    private static void Check(int[] results)
    {
        if (!Array.TrueForAll(results, result => result >= 7)) throw new InvalidOperationException("A result is wrong.");
    }

    private static void Print(string name, long start) => Print(name, Stopwatch.GetElapsedTime(start).TotalMilliseconds);

    private static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:F3}"));

    private sealed record Record(int Number, string Name, byte[] Content);
}
