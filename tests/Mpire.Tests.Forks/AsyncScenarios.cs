using System.Runtime.CompilerServices;

namespace Mpire.Tests.Forks;

// The thread pool, and what is awaited: its threads end, but for the one that watches over them, which a copy has to make anew.
internal static partial class Scenarios
{
    private const int Blocking = 4;

    private static void ThreadPoolUsed()
    {
        for (var i = 0; i < 2; i++)
        {
            Parallel.For(0, 100, _ => { });
            Task.Run(() => File.ReadAllTextAsync("/proc/self/comm")).Wait();
            using var pool = new WorkerPool(Two);
            Same([500_501, 501_501], pool.Map(UsePool, [1, 2]));
        }
    }

    private static int UsePool(int x)
    {
        var sum = Task.Run(() => ParallelEnumerable.Range(0, 1000).Select(y => y + x).Sum()).Result;
        Task.Run(async () => sum += (await File.ReadAllBytesAsync(typeof(Scenarios).Assembly.Location))[0] == 'M' ? 1 : 0).Wait();

        // More tasks than threads that a pool begins with, which block each other until it has as many: somebody must watch for that.
        using var barrier = new Barrier(Blocking);
        Task.WaitAll([.. Enumerable.Range(0, Blocking).Select(_ => Task.Run(() => barrier.SignalAndWait()))]);
        return sum;
    }

    private static async Task AsynchronousFresh()
    {
        await using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 3; i++)
        {
            Same(Doubled, await pool.MapAsync(x => 2 * x, Numbers, new MapOptions { WorkerLifespan = 30 }));
            Same(Doubled, await pool.MapAsync(x => 2 * x, Given()));
        }
    }

    private static async Task AsynchronousFailure()
    {
        // An input that never comes back is left behind by a map that has failed.
        await using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 2; i++)
        {
            try
            {
                await pool.MapAsync(x => x == 50 ? throw new FormatException("Fifty.") : x, Given(endless: true));
                throw new InvalidOperationException("Nothing was thrown.");
            }
            catch (FormatException)
            {
                Same(Doubled, await pool.MapAsync(x => 2 * x, Numbers));
            }
        }
    }

    private static void LateClosing()
    {
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 3; i++)
        {
            // Let go of by the program, after it was sent to workers that have died with it.
            var array = SharedArray.Create<int>(10);
            Throws<WorkerDiedException>(() => pool.Map(given => End(given), [array, array, array, array]));
            array.Dispose();
            Same(Doubled, pool.Map(x => 2 * x, Numbers, new MapOptions { WorkerLifespan = 30 }));
        }

        static int End(SharedArray<int> given)
        {
            Environment.Exit((int)given.Length);
            return 0;
        }
    }

    private static async IAsyncEnumerable<int> Given(bool endless = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var x in Numbers)
        {
            if (x % 10 == 0) await Task.Yield();
            yield return x;
        }

        if (endless) await new TaskCompletionSource().Task;
    }
}
