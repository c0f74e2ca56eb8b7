using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Forks;

// What a copy may not be made of, and what it may do.
internal static partial class Scenarios
{
    private static void Nested()
    {
        using var pool = new WorkerPool(Two);
        var told = pool.Map(
            _ =>
            {
                try
                {
                    using var inner = new WorkerPool(workers: 1, StartMethod.Fork);
                    return "not refused";
                }
                catch (StartMethodNotSupportedException refusal)
                {
                    return refusal.Message;
                }
            },
            [1]);
        True(told[0].Contains("itself a copy", StringComparison.Ordinal), told[0]);

        // Processes of another kind may be started from a copy.
        Same([3], pool.Map(x => { using var inner = new WorkerPool(workers: 1); return inner.Map(y => y + 1, [x])[0]; }, [2]));
    }

    private static void OriginalsPool()
    {
        _pool = new WorkerPool(Two);
        using var pool = _pool;
        Throws<InvalidOperationException>(() => pool.Map(x => _pool!.Apply(() => 1), [1]));

        // Copied while the caller held the pool's lock.
        Throws<InvalidOperationException>(() => pool.Map(x => _pool!.GetExitResults<int>().Count, [1]));
        Throws<InvalidOperationException>(() => pool.ForEach(x => _pool!.Stop(), [1]));
        Throws<InvalidOperationException>(() => pool.ForEach(x => _pool!.Terminate(), [1]));
        Throws<InvalidOperationException>(() => pool.ForEach(async x => await _pool!.StopAsync(), [1]));
        Throws<InvalidOperationException>(() => pool.ForEach(async x => await _pool!.TerminateAsync(), [1]));
        pool.ForEach(x => _pool!.Dispose(), [1]);
        pool.ForEach(async x => await _pool!.DisposeAsync(), [1]);
        Same(Doubled, pool.Map(x => 2 * x, Numbers));
    }

    // A worker is a whole process: threads, collections, timers, the thread pool, processes, sockets, faults.
    private static void Work()
    {
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 5; i++)
        {
            var sums = pool.Map(
                x =>
                {
                    var threads = Enumerable.Range(0, 4).Select(_ => new Thread(Allocate)).ToArray();
                    foreach (var thread in threads) thread.Start();
                    for (var generation = 0; generation < 3; generation++) GC.Collect(generation);
                    GC.WaitForPendingFinalizers();
                    foreach (var thread in threads) thread.Join();
                    Task.Delay(5).Wait();
                    var sum = ParallelEnumerable.Range(0, 1000).Select(y => y + x).Sum();
                    try
                    {
                        _ = ((string)null!).Length;
                    }
                    catch (NullReferenceException)
                    {
                        sum++;
                    }

                    using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("true") { RedirectStandardOutput = true })!;
                    process.WaitForExit();
                    using var listener = new TcpListener(IPAddress.Loopback, 0);
                    listener.Start();
                    using var client = new TcpClient();
                    client.ConnectAsync((IPEndPoint)listener.LocalEndpoint).Wait();
                    return sum + process.ExitCode;
                },
                [1, 2]);
            Same([500_501, 501_501], [sums[0], sums[1]]);
        }

        static void Allocate()
        {
            for (var i = 0; i < 20_000; i++) GC.KeepAlive(new byte[100]);
        }
    }

    private static void RefusedForThread()
    {
        using var go = new ManualResetEventSlim();
        var thread = new Thread(() => go.Wait()) { Name = "my own" };
        thread.Start();
        Refused("'my own'", "ForkServer");
        go.Set();
        thread.Join();
        Map();
    }

    private static void RefusedForTimer()
    {
        using var timer = new Timer(_ => { }, null, 1_000_000, 0);
        Refused(".NET Timer", "ForkServer");
    }

    private static void RefusedForThreadPool()
    {
        Task.Run(() => Refused(".NET TP", "ForkServer")).Wait();
        Map();
    }

    private static void RefusedForConsole()
    {
        Console.CancelKeyPress += (_, _) => { };
        Refused(".NET SigHandler", "ForkServer");
    }

    private static void RefusedForSocket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.ConnectAsync((IPEndPoint)listener.LocalEndpoint).Wait();
        Refused(".NET Sockets", "ForkServer");
    }

    // Another process could wake the first thread in the middle of a copy.
    private static unsafe void RefusedForSharedWait()
    {
        var word = stackalloc int[1];
        using var pool = new WorkerPool(Two);
        _ = pool.Map(x => x, Numbers);
        var map = pool.MapAsync(x => 2 * x, Numbers, new MapOptions { WorkerLifespan = 10 });
        var address = (nint)word;
        _ = map.ContinueWith(_ => Wake(), TaskScheduler.Default);
        while (Volatile.Read(ref *word) == 0) _ = Futex(FutexNumber, word, wake: 0, 0, 0, 0, 0);
        var error = Throws<StartMethodNotSupportedException>(() => map.GetAwaiter().GetResult());
        True(error.Reason.Contains("first thread", StringComparison.Ordinal), error.Message);

        void Wake()
        {
            Volatile.Write(ref *(int*)address, 1);
            _ = Futex(FutexNumber, (int*)address, wake: 1, 1, 0, 0, 0);
        }
    }

    private static nint FutexNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe nint Futex(nint number, int* word, nint wake, nint value, nint timeout, nint second, nint third);

    private static void RefusedUnprepared()
    {
        True(!StartMethods.IsSupported(StartMethod.Fork, out var whyNot) && whyNot.Contains("PrepareFork", StringComparison.Ordinal), "not refused");
        var error = Throws<StartMethodNotSupportedException>(() => new WorkerPool(Two).Dispose());
        True(error.Method == StartMethod.Fork && error.Remedy.Contains("PrepareFork", StringComparison.Ordinal), error.Message);
    }

    private static void Refused(string reason, string remedy)
    {
        using var pool = new WorkerPool(Two);
        var error = Throws<StartMethodNotSupportedException>(() => pool.Map(x => x, Numbers));
        True(error.Reason.Contains(reason, StringComparison.Ordinal) && error.Remedy.Contains(remedy, StringComparison.Ordinal), error.Message);
    }

    private static WorkerPool? _pool;
}
