using System.Diagnostics;
using System.Linq.Expressions;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Lifecycle;

/// <summary>A forked worker is a whole process: what the runtime and the framework offer works in it as in one that was started.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForkedProcessTests : PoolTest
{
    private static int _finalized;

    /// <summary>What a worker is asked to do; each gives a word.</summary>
    private static readonly Dictionary<string, Func<string>> Doings = new()
    {
        ["collect all generations while threads allocate"] = CollectBesideThreads,
        ["run finalizers"] = RunFinalizers,
        ["throw and catch through frames"] = ThrowAndCatch,
        ["catch a fault of the processor"] = CatchFaults,
        ["compile new code"] = Compile,
        ["tier code up"] = GetHot,
        ["use the thread pool"] = UseThreadPool,
        ["wait for timers"] = WaitForTimers,
        ["await asynchronous methods"] = () => Await().GetAwaiter().GetResult(),
        ["read and write files asynchronously"] = () => UseFiles().GetAwaiter().GetResult(),
        ["talk over sockets"] = () => UseSockets().GetAwaiter().GetResult(),
        ["start a process and read its output"] = StartProcess,
        ["handle a signal"] = HandleSignal,
        ["use locks between threads"] = UseLocks,
        ["use regular expressions and JSON"] = UseText,
        ["use weak references"] = UseWeakReferences,
    };

    public static TheoryData<Way, string> Cases
    {
        get
        {
            var cases = new TheoryData<Way, string>();
            foreach (var doing in Doings.Keys) cases.Add(Way.ForkServer, doing);

            // That the doings themselves are sound.
            foreach (var doing in Doings.Keys) cases.Add(Way.Spawn, doing);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_worker_can(Way way, string doing)
    {
        Assert.SkipUnless(StartMethods.IsSupported(Options(way).StartMethod, out var whyNot), whyNot ?? "");
        using var pool = NewPool(way);
        Assert.Equal(["done", "done", "done", "done"], pool.Map(_ => Doings[doing](), Enumerable.Range(0, 4), new MapOptions { ChunkSize = 1 }));
    }

    [Theory]
    [InlineData(Way.Spawn)]
    [InlineData(Way.ForkServer)]
    public void A_worker_is_itself(Way way)
    {
        Assert.SkipUnless(StartMethods.IsSupported(Options(way).StartMethod, out var whyNot), whyNot ?? "");
        using var pool = new WorkerPool(Options(way, 3) with { OrderTasks = true });
        var told = pool.Map(_ => Describe(), Enumerable.Range(0, 3), new MapOptions { ChunkSize = 1 });
        Assert.Equal(3, told.Select(who => who.Process).Distinct().Count());
        Assert.Equal(3, told.Select(who => who.Random).Distinct().Count());
        Assert.Equal(3, told.Select(who => who.Guid).Distinct().Count());
        Assert.All(told, who =>
        {
            Assert.Equal(who.Process, who.Seen);
            Assert.Equal(who.Process, who.Kernel);
            Assert.NotEqual(Environment.ProcessId, who.Process);
            Assert.True(who.Memory > 0);
            Assert.DoesNotContain(who.Variables, variable => variable.StartsWith("MPIRE_WORKER", StringComparison.Ordinal) || variable.StartsWith("MPIRE_KEPT", StringComparison.Ordinal));
            Assert.Equal(Environment.GetEnvironmentVariable("DOTNET_gcServer"), who.Variables.FirstOrDefault(v => v.StartsWith("DOTNET_gcServer=", StringComparison.Ordinal)));
            Assert.DoesNotContain(who.Variables, variable => variable.StartsWith("DOTNET_EnableWriteXorExecute", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_forked_worker_has_its_own_descriptors_and_no_others()
    {
        Assert.SkipUnless(StartMethods.IsSupported(StartMethod.ForkServer, out var whyNot), whyNot ?? "");
        using var pool = new WorkerPool(Options(Way.ForkServer, 4) with { OrderTasks = true });
        var counts = pool.Map(_ => Sockets(), Enumerable.Range(0, 8), new MapOptions { ChunkSize = 1 });

        // Neither the server's socket nor what it knows of the siblings: only the road's pipes, and those of the runtime.
        Assert.All(counts, count => Assert.Equal((0, 0), count));

        static (int Sockets, int Processes) Sockets()
        {
            var targets = OpenFiles.Of().ToList();
            return (targets.Count(target => target.Contains("socket:", StringComparison.Ordinal)), targets.Count(target => target.Contains("pidfd", StringComparison.Ordinal)));
        }
    }

    private static (int Process, int Seen, int Kernel, long Memory, int Random, Guid Guid, string[] Variables) Describe()
    {
        using var self = Process.GetCurrentProcess();
        using var shell = Process.Start(new ProcessStartInfo("env") { RedirectStandardOutput = true })!;
        var variables = shell.StandardOutput.ReadToEnd().Split('\n');
        shell.WaitForExit();
        var kernel = int.Parse(File.ReadAllText("/proc/self/stat").Split(' ')[0]);
        return (Environment.ProcessId, self.Id, kernel, self.WorkingSet64, Random.Shared.Next(), Guid.NewGuid(), variables);
    }

    private static string CollectBesideThreads()
    {
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(Allocate)).ToArray();
        foreach (var thread in threads) thread.Start();
        for (var i = 0; i < 10; i++) GC.Collect(i % 3);
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        foreach (var thread in threads) thread.Join();
        return "done";

        static void Allocate()
        {
            var kept = new object[1000];
            for (var i = 0; i < 100_000; i++) kept[i % kept.Length] = new byte[i % 200];
            GC.KeepAlive(kept);
        }
    }

    private static string RunFinalizers()
    {
        var before = Volatile.Read(ref _finalized);
        Drop();
        for (var i = 0; i < 10 && Volatile.Read(ref _finalized) < before + 900; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Volatile.Read(ref _finalized) >= before + 900 ? "done" : $"only {_finalized - before}";

        static void Drop()
        {
            for (var i = 0; i < 1000; i++) _ = new Finalized();
        }
    }

    private static string ThrowAndCatch()
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                Deeper(20);
            }
            catch (InvalidOperationException error) when (error.ToString().Contains("Deeper", StringComparison.Ordinal))
            {
                continue;
            }

            return "not thrown";
        }

        return "done";

        static void Deeper(int depth)
        {
            if (depth == 0) throw new InvalidOperationException("deep");
            Deeper(depth - 1);
        }
    }

    private static string CatchFaults()
    {
        string? none = null;
        var zero = 0;
        var caught = 0;
        try
        {
            _ = none!.Length;
        }
        catch (NullReferenceException)
        {
            caught++;
        }

        try
        {
            _ = 1 / zero;
        }
        catch (DivideByZeroException)
        {
            caught++;
        }

        return caught == 2 ? "done" : "missed";
    }

    private static string Compile()
    {
        var x = Expression.Parameter(typeof(int));
        var square = Expression.Lambda<Func<int, int>>(Expression.Multiply(x, x), x).Compile();
        return square(7) == 49 ? "done" : "wrong";
    }

    private static string GetHot()
    {
        var sum = 0L;
        for (var i = 0; i < 300; i++) sum += Enumerable.Range(0, 1000).Where(n => n % 3 == 0).Select(n => (long)n).Sum();
        return sum == 300L * 166_833 ? "done" : $"{sum}";
    }

    private static string UseThreadPool()
    {
        var sum = 0;
        Parallel.For(0, 1000, i => Interlocked.Add(ref sum, i));
        var tasks = Enumerable.Range(0, 50).Select(i => Task.Run(() => i)).ToArray();
        Task.WaitAll(tasks);
        return sum == 499_500 && tasks.Sum(task => task.Result) == 1225 ? "done" : "wrong";
    }

    private static string WaitForTimers()
    {
        var fired = 0;
        using var often = new ManualResetEventSlim();
        using var timer = new Timer(_ => Count(), null, 1, 1);
        Task.Delay(5).Wait();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        return often.Wait(TimeSpan.FromSeconds(20)) && limit.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)) ? "done" : "never";

        void Count()
        {
            if (Interlocked.Increment(ref fired) == 3) often.Set();
        }
    }

    private static async Task<string> Await()
    {
        await Task.Yield();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Delay(i)));
        return "done";
    }

    private static async Task<string> UseFiles()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "written");
        var read = await File.ReadAllTextAsync(path);
        File.Delete(path);
        return read == "written" ? "done" : read;
    }

    private static async Task<string> UseSockets()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        using var server = await listener.AcceptTcpClientAsync();
        await server.GetStream().WriteAsync("done"u8.ToArray());
        server.Close();
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    private static string StartProcess()
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "echo done; exit 7"]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 7 ? output : $"exit code {process.ExitCode}";
    }

    private static string HandleSignal()
    {
        using var seen = new ManualResetEventSlim();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            seen.Set();
        });
        Signal(Environment.ProcessId, 1);
        return seen.Wait(TimeSpan.FromSeconds(20)) ? "done" : "not seen";
    }

    private static string UseLocks()
    {
        var gate = new object();
        var count = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(Count)).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return count == 4000 ? "done" : $"{count}";

        void Count()
        {
            for (var i = 0; i < 1000; i++)
            {
                lock (gate) count++;
            }
        }
    }

    private static string UseText()
    {
        var match = new Regex("(?<word>d.ne)", RegexOptions.Compiled).Match("all done");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = match.Groups["word"].Value }))!["k"];
    }

    private static string UseWeakReferences()
    {
        var weak = Make();
        for (var i = 0; i < 10 && weak.IsAlive; i++) GC.Collect();
        return weak.IsAlive ? "kept" : "done";

        static WeakReference Make() => new(new object());
    }

    private sealed class Finalized
    {
        ~Finalized() => Interlocked.Increment(ref _finalized);
    }
}
