using System.Diagnostics;
using System.Globalization;

namespace Mpire.Benchmarks.StartProbe;

/// <summary>So many workers of one fork server, four alive at a time, each doing what is hard on a forked runtime: threads that allocate while others
/// collect, exceptions, finalizers, the thread pool, timers. Ends with an error if one fails, or the server grows.</summary>
internal static class Soak
{
    private const int Alive = 4;
    private const int Batch = 100;
    private const long MostGrowth = 32L << 20;

    private static int _finalized;

    public static int Run(int workers, StartMethod method)
    {
        if (!StartMethods.IsSupported(method, out var whyNot))
        {
            Console.WriteLine($"soak: skipped: {whyNot}");
            return 0;
        }

        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = Alive, StartMethod = method });
        var begin = Stopwatch.GetTimestamp();
        var (done, first, last) = (0, default(Size), default(Size));
        var processes = new HashSet<int>();
        while (done < workers)
        {
            var count = Math.Min(Batch, workers - done);
            foreach (var process in pool.Map(Strain, Enumerable.Range(0, count), new MapOptions { WorkerLifespan = 1, ChunkSize = 1 })) processes.Add(process);
            done += count;
            last = Size.OfServer();

            // What a server keeps, it has after its first hundred children.
            if (done == count) first = last;
            if (done % 1000 == 0) Tell(done, begin, last);
        }

        Tell(done, begin, last);
        Console.WriteLine($"soak: server {first} after {Batch} workers, {last} after {done}; {processes.Count} process ids");
        var grown = last.Memory - first.Memory > MostGrowth || last.Descriptors > first.Descriptors + Alive * 3;
        if (grown) Console.Error.WriteLine("soak: the fork server has grown.");
        return grown ? 1 : 0;
    }

    private static void Tell(int done, long begin, Size size)
    {
        var each = Stopwatch.GetElapsedTime(begin).TotalMilliseconds / done;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"soak: {done} workers, {each:F1} ms each, server {size}"));
    }

    private static int Strain(int x)
    {
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(Allocate)).ToArray();
        foreach (var thread in threads) thread.Start();
        var tasks = Enumerable.Range(0, 8).Select(async i =>
        {
            await Task.Delay(i);
            return i;
        }).ToArray();
        for (var generation = 0; generation <= GC.MaxGeneration; generation++) GC.Collect(generation);
        Drop();
        var sum = 0;
        Parallel.For(0, 100, i => Interlocked.Add(ref sum, i));
        foreach (var thread in threads) thread.Join();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        if (Task.WhenAll(tasks).GetAwaiter().GetResult().Sum() != 28) throw new InvalidOperationException("The tasks' sum is wrong.");
        if (sum != 4950) throw new InvalidOperationException("The loop's sum is wrong.");
        if (Volatile.Read(ref _finalized) < 900) throw new InvalidOperationException($"Only {_finalized} of 1000 objects were finalized.");
        return Environment.ProcessId;
    }

    private static void Allocate()
    {
        var kept = new object[1000];
        for (var i = 0; i < 20_000; i++)
        {
            kept[i % kept.Length] = new byte[i % 300];
            if (i % 5_000 != 0) continue;
            try
            {
                throw new InvalidOperationException("To be caught.");
            }
            catch (InvalidOperationException)
            {
                GC.Collect(i % 3);
            }
        }

        GC.KeepAlive(kept);
    }

    private static void Drop()
    {
        for (var i = 0; i < 1000; i++) _ = new Finalized();
    }

    private sealed class Finalized
    {
        ~Finalized() => Interlocked.Increment(ref _finalized);
    }

    /// <summary>Of the fork server, which is this process's only child.</summary>
    private readonly record struct Size(long Memory, int Descriptors)
    {
        public static Size OfServer()
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc/self/task"))
            {
                foreach (var child in File.ReadAllText(folder + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (File.ReadAllText($"/proc/{child}/comm").TrimEnd() != "mpire-server") continue;
                    var pages = long.Parse(File.ReadAllText($"/proc/{child}/statm").Split(' ')[1], CultureInfo.InvariantCulture);
                    return new Size(pages * Environment.SystemPageSize, Directory.GetFiles($"/proc/{child}/fd").Length);
                }
            }

            return default;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Memory / 1e6:F1} MB and {Descriptors} descriptors");
    }
}
