using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;

namespace Mpire.Tests.Host;

/// <summary>What the parent does with whole pools in the tests.</summary>
internal static class PoolScenarios
{
    private static readonly List<IDisposable> Kept = [];

    public static int? Run(string name, int count)
    {
        switch (name)
        {
            case "pool-map":
                return Map(count);
            case "pool-busy":
                return Busy(count, onThread: false);
            case "pool-busy-thread":
                return Busy(count, onThread: true);
            case "pool-nested":
                return Nested();
            case "pool-nested-busy":
                return NestedBusy();
            case "pool-refused":
                return Refused();
            case "pool-errors":
                return Errors(count);
            case "pool-print":
                return Print(count);
            case "pool-edited":
                return Edited();
            case "pool-starved":
                return Starved(count);
            case "pool-outofmemory":
                return MemoryScenario.Run();
            case "pool-support":
                Console.WriteLine(StartMethods.IsSupported(StartMethod.ForkServer, out var whyNot) ? "supported" : whyNot);
                return 0;
            default:
                return null;
        }
    }

    // Is edited while it runs, as the runtime would tell.
    private static int Edited()
    {
        using var pool = new WorkerPool(Options(1));
        using var threads = new WorkerPool(new WorkerPoolOptions { Workers = 1, StartMethod = StartMethod.Threading });
        Console.WriteLine("before=" + pool.Apply(() => 1));
        foreach (var handler in typeof(WorkerPool).Assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>())
        {
            var update = handler.HandlerType.GetMethod("UpdateApplication", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Type[])]);
            update!.Invoke(null, [new[] { typeof(PoolScenarios) }]);
        }

        Console.WriteLine("after=" + Try(() => pool.Apply(() => 1)));
        Console.WriteLine("map=" + Try(() => pool.Map(x => x, [1])[0]));
        Console.WriteLine("hooks=" + Try(() =>
        {
            using var hooked = WorkerPool.Create(Options(1)).WithHooks(_ => { }).Build();
            return 1;
        }));
        Console.WriteLine("threads=" + Try(() => threads.Map(x => x, [1])[0]));
        return 0;

        static string Try(Func<int> call)
        {
            try
            {
                return $"{call()}";
            }
            catch (SerializationException refused)
            {
                return refused.Message;
            }
        }
    }

    // Leaves fewer and fewer descriptors to be had while a pool starts its workers.
    private static int Starved(int workers)
    {
        using (var warm = new WorkerPool(Options(workers)))
        {
            warm.Map(x => x, Enumerable.Range(0, workers));
        }

        var children = Children();
        for (var left = 1; left < 60; left += 4)
        {
            using var pool = new WorkerPool(Options(workers));
            var hogs = TakeDescriptors(left);
            try
            {
                Console.WriteLine($"{left} left: {(pool.Map(x => x * x, Enumerable.Range(0, 10)).Sum() == 285 ? "done" : "wrong")}");
            }
            catch (MpireException refused)
            {
                Console.WriteLine($"{left} left: {refused.GetType().Name}: {refused.Message}");
            }
            finally
            {
                foreach (var hog in hogs) hog.Dispose();
            }

            if (pool.Map(x => x * x, Enumerable.Range(0, 10)).Sum() != 285) return 1;
        }

        if (Children() > children) return 2;
        return 0;
    }

    private static int Children() => File.ReadAllText($"/proc/self/task/{Environment.ProcessId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static List<IDisposable> TakeDescriptors(int butFor)
    {
        List<IDisposable> hogs = [];
        try
        {
            while (true) hogs.Add(File.OpenHandle("/dev/null"));
        }
        catch (IOException)
        {
            // All are taken.
        }

        foreach (var hog in hogs.TakeLast(butFor)) hog.Dispose();
        return hogs;
    }

    public static WorkerPoolOptions Options(int workers) =>
        new()
        {
            Workers = workers,
            PortableTransport = Environment.GetEnvironmentVariable("MPIRE_TEST_PORTABLE") is not null,
            StartMethod = Environment.GetEnvironmentVariable("MPIRE_TEST_METHOD") is { } method ? Enum.Parse<StartMethod>(method) : StartMethod.Default,
        };

    // Everybody who writes to one output: program, server and workers.
    // Each task writes a line on standard error; the last one's process ends in it, and what it had started writes one more.
    private static int Errors(int count)
    {
        using var pool = new WorkerPool(Options(2));
        pool.ForEach(x => Console.Error.WriteLine($"line {x}"), Enumerable.Range(0, count));
        try
        {
            pool.Apply(() =>
            {
                Console.Error.WriteLine(new string('x', 100_000));
                Console.Error.WriteLine("the last words");
                Environment.Exit(1);
            });
        }
        catch (WorkerDiedException death)
        {
            Console.WriteLine($"kept={death.LastErrors!.Length <= 8192}");
            Console.WriteLine($"last={death.LastErrors.Trim().Split('\n')[^1]}");
        }

        pool.Apply(() => Process.Start("sh", ["-c", "sleep 1; echo from a child >&2"]).Dispose());
        pool.Stop();
        Thread.Sleep(TimeSpan.FromSeconds(3));
        return 0;
    }

    private static int Print(int count)
    {
        using var pool = WorkerPool.Create(Options(2)).Share(() =>
        {
            Console.WriteLine("factory");
            return "shared";
        }).Build();
        for (var i = 0; i < count; i++)
        {
            Console.WriteLine($"program {i}");
            Console.Out.Flush();
            pool.ForEach((worker, x) => Console.WriteLine($"{worker.Shared} {x}"), Enumerable.Range(10 * i, 10));
        }

        return 0;
    }

    private static int Map(int count)
    {
        using var pool = new WorkerPool(Options(count));
        var folder = Directory.CreateTempSubdirectory("mpire-test-").FullName;
        var processes = pool.Map(
            x =>
            {
                // No worker does it all before the others have come to life.
                File.WriteAllBytes(Path.Combine(folder, $"{Environment.ProcessId}"), []);
                SpinWait.SpinUntil(() => Directory.GetFiles(folder).Length == count, TimeSpan.FromSeconds(20));
                Console.WriteLine("task " + x);
                return Environment.ProcessId;
            },
            Enumerable.Range(0, 10 * count),
            new MapOptions { ChunkSize = 1 });
        pool.Stop();
        Directory.Delete(folder, recursive: true);
        Console.WriteLine("workers " + processes.Distinct().Count());
        Console.WriteLine("others " + processes.Contains(Environment.ProcessId));
        Console.WriteLine("input " + Console.In.ReadToEnd());
        return 0;
    }

    private static int Busy(int count, bool onThread)
    {
        void Start()
        {
            var pool = new WorkerPool(Options(count));
            Kept.Add(pool);
            _ = pool.MapAsync(_ => Spin(), Enumerable.Range(0, count), new MapOptions { ChunkSize = 1 });
        }

        if (onThread)
        {
            var thread = new Thread(Start);
            thread.Start();
            thread.Join();
        }
        else
        {
            Start();
        }

        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static int Spin()
    {
        Console.WriteLine("busy " + Environment.ProcessId);
        while (true) Thread.SpinWait(1000);
    }

    private static int Nested()
    {
        using var pool = new WorkerPool(Options(2));
        var sums = pool.Map(
            x =>
            {
                using var inner = new WorkerPool(2);
                return inner.Map(y => x * y, Enumerable.Range(0, 10)).Sum();
            },
            new[] { 1, 2, 3 });
        Console.WriteLine("sums " + string.Join(' ', sums));
        return 0;
    }

    private static int NestedBusy()
    {
        var pool = new WorkerPool(Options(1));
        Kept.Add(pool);
        _ = pool.ApplyAsync(() =>
        {
            using var inner = new WorkerPool(1);
            return inner.Apply(Spin);
        });
        while (Console.ReadLine() is { } line)
        {
            var start = Stopwatch.GetTimestamp();
            if (line == "dispose") pool.Dispose();
            Console.WriteLine("disposed " + Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private static int Refused()
    {
        try
        {
            using var pool = new WorkerPool(2);
            Console.WriteLine("not refused");
        }
        catch (StartMethodNotSupportedException refusal)
        {
            Console.WriteLine("refused " + refusal.Remedy);
        }

        using var threads = new WorkerPool(2, StartMethod.Threading);
        Console.WriteLine("threads " + threads.Map(x => x * x, Enumerable.Range(0, 10)).Sum());
        return 0;
    }
}
