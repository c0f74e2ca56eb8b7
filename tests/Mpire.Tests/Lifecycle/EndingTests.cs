using System.Diagnostics;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Lifecycle;

/// <summary>Stop, Terminate, Dispose and DisposeAsync.</summary>
public sealed class EndingTests : PoolTest
{
    // Generous beside the pool's own two seconds: the machine may be busy.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void All_of_them_may_be_called_again_and_on_a_pool_that_was_never_used(Way way)
    {
        var pool = NewPool(way);
        pool.Stop();
        pool.Terminate();
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Map(x => x, new[] { 1 }));
        Assert.Throws<ObjectDisposedException>(() => pool.Apply(() => 1));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Disposing_asynchronously_may_be_repeated_and_mixed(Way way)
    {
        var pool = NewPool(way);
        Assert.Equal([2], pool.Map(x => x + 1, new[] { 1 }));
        await pool.DisposeAsync();
        await pool.DisposeAsync();
        pool.Dispose();
        Assert.Empty(Workers());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Stop_and_terminate_after_dispose_do_no_harm(Way way)
    {
        var pool = NewPool(way);
        Assert.Equal([2], pool.Map(x => x + 1, new[] { 1 }));
        pool.Dispose();
        Quietly(() => pool.Stop());
        Quietly(pool.Terminate);
        await pool.DisposeAsync();

        // Either does nothing or says what is the matter.
        static void Quietly(Action act)
        {
            if (Record.Exception(act) is { } error) Assert.IsType<ObjectDisposedException>(error);
        }
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Stop_waits_for_work_that_was_begun(Way way)
    {
        using var pool = NewPool(way);
        var calls = Enumerable.Range(0, 6).Select(i => pool.ApplyAsync(
            x =>
            {
                Thread.Sleep(30);
                return x * 2;
            },
            i)).ToList();
        pool.Stop();
        Assert.All(calls, call => Assert.True(call.Wait(Soon)));
        var results = await Task.WhenAll(calls);
        Assert.Equal([0, 2, 4, 6, 8, 10], results);
        Assert.Empty(Workers());
        Assert.Equal([1], pool.Map(x => x, new[] { 1 }));
        await pool.StopAsync();
        Assert.Empty(Workers());
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_cancelled_stop_returns_and_leaves_the_workers_working(Way way)
    {
        using var pool = NewPool(way, 1);
        var call = pool.ApplyAsync(() =>
        {
            Thread.Sleep(700);
            return 5;
        });
        using var cancel = new CancellationTokenSource(50);
        Assert.ThrowsAny<OperationCanceledException>(() => pool.Stop(cancel.Token));
        Assert.True(call.Wait(Soon));
        Assert.Equal(5, call.Result);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Terminate_cancels_what_runs_and_the_pool_can_be_used_again(Way way)
    {
        using var pool = NewPool(way);
        using var begun = new TemporaryFile();
        string[] items = [begun.Path, begun.Path];
        var map = Task.Run(() => pool.Map(Spin, items));
        Eventually(() => begun.Length > 0, Soon, () => "The map does not begin.");
        Assert.InRange(Time(pool.Terminate), TimeSpan.Zero, Soon);
        var error = Assert.Throws<AggregateException>(() => map.Wait(Soon)).InnerException;
        Assert.Contains("Map", Assert.IsType<OperationCanceledException>(error, exactMatch: false).Message, StringComparison.Ordinal);
        Assert.Empty(Workers());
        Assert.Equal([1, 4], pool.Map(x => x * x, new[] { 1, 2 }));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public async Task Dispose_ends_a_map_on_another_thread(Way way)
    {
        using var begun = new TemporaryFile();
        string[] items = [begun.Path, begun.Path];
        var pool = NewPool(way);
        var map = Task.Run(() => pool.Map(Spin, items));
        Eventually(() => begun.Length > 0, Soon, () => "The map does not begin.");
        Assert.InRange(Time(pool.Dispose), TimeSpan.Zero, Soon);
        Assert.Empty(Workers());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => map.WaitAsync(Soon));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public async Task Dispose_ends_asynchronous_and_lazy_maps(Way way)
    {
        using var begun = new TemporaryFile();
        string[] items = [begun.Path, begun.Path];
        var pool = NewPool(way);
        var map = pool.MapAsync(Spin, items);
        Eventually(() => begun.Length > 0, Soon, () => "The map does not begin.");
        pool.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => map.WaitAsync(Soon));

        pool = NewPool(way);
        using var results = pool.Imap(x => x.Length == 0 ? 1 : Spin(x), new[] { "", "", begun.Path, begun.Path }, new MapOptions { ChunkSize = 1 }).GetEnumerator();
        Assert.True(results.MoveNext());
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
        {
            while (results.MoveNext())
            {
            }
        });
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public async Task Every_pending_call_completes_when_the_pool_is_disposed(Way way)
    {
        var pool = NewPool(way);
        var calls = Enumerable.Range(0, 200).Select(i => pool.ApplyAsync(
            x =>
            {
                while (x > 20) Thread.SpinWait(1000);
                return x;
            },
            i)).ToList();
        Assert.Equal(0, await calls[0].WaitAsync(Soon));
        Assert.InRange(Time(pool.Dispose), TimeSpan.Zero, Soon);
        Assert.Empty(Workers());
        foreach (var call in calls)
        {
            if (await Record.ExceptionAsync(() => call.WaitAsync(Soon)) is { } error) Assert.IsType<ObjectDisposedException>(error);
        }

        Assert.Contains(calls, call => call.IsFaulted);
    }

    [Fact]
    public async Task Dispose_with_busy_worker_threads_returns_and_they_end_after_their_task()
    {
        using var release = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var pool = NewPool(Way.Threading, 1);
        var call = pool.ApplyAsync(() =>
        {
            begun.Set();
            release.Wait();
            return 1;
        });
        Assert.True(begun.Wait(Soon));
        Assert.InRange(Time(pool.Dispose), TimeSpan.Zero, Soon);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(Soon));
        release.Set();
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_pool_lives_on_any_thread(Way way)
    {
        int[]? results = null;
        WorkerPool? pool = null;
        var first = new Thread(() =>
        {
            pool = NewPool(way);
            results = pool.Map(x => x + 1, new[] { 1, 2 });
        });
        first.Start();
        Assert.True(first.Join(Soon));
        Assert.Equal([2, 3], results!);

        // The workers outlive the thread that started them. The first may have done all before the second was born.
        if (way != Way.Threading) Eventually(() => Workers().Count == 2, Soon, () => $"{Workers().Count} workers instead of 2");
        var before = way == Way.Threading ? [] : Workers();
        Assert.Equal([3, 4], pool!.Map(x => x + 2, new[] { 1, 2 }));
        Assert.Equal(before, way == Way.Threading ? [] : Workers());
        var last = new Thread(pool.Dispose);
        last.Start();
        Assert.True(last.Join(Soon));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_stopped_worker_is_gone_after_dispose(Way way)
    {
        var pool = NewPool(way, 1);
        var worker = pool.Apply(() => Environment.ProcessId);
        Signal(worker, 19);
        Eventually(() => File.ReadAllText($"/proc/{worker}/stat").Contains(") T ", StringComparison.Ordinal), Soon, () => "It does not stop.");
        Assert.InRange(Time(pool.Dispose), TimeSpan.Zero, Soon);
        Assert.False(Runs(worker));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void An_exit_hook_that_never_ends_does_not_hold_dispose(Way way)
    {
        var pool = NewBuilder(way, 1).WithState(_ => 1, _ => Thread.Sleep(Timeout.Infinite)).Build();
        Assert.Equal([1], pool.Map((worker, _) => worker.State, new[] { 1 }));
        Assert.InRange(Time(pool.Dispose), TimeSpan.FromSeconds(1), Soon);
    }

    [Theory]
    [InlineData(Way.Spawn, 200)]
    [InlineData(Way.Portable, 40)]
    [InlineData(Way.Threading, 200)]
    [InlineData(Way.ForkServer, 200)]
    public void Many_pools_leave_nothing_behind(Way way, int pools)
    {
        for (var i = 0; i < 5; i++) Use();
        var before = Count();
        for (var i = 0; i < pools; i++) Use();
        (int Descriptors, int Threads, int Maps) after = default;
        Eventually(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                after = Count();
                return after.Descriptors <= before.Descriptors + 3 && after.Threads <= before.Threads + 8 && after.Maps <= before.Maps + 60;
            },
            TimeSpan.FromSeconds(10),
            () => $"Before {before}, after {after}.");

        void Use()
        {
            using var pool = NewPool(way, 1);
            Assert.Equal(3, pool.Apply(() => 3));
        }

        static (int Descriptors, int Threads, int Maps) Count() => (
            OpenFiles.Of().Count(target => !target.EndsWith(".dll", StringComparison.Ordinal)), // The runtime loads them when it comes to them, and keeps them open.
            Process.GetCurrentProcess().Threads.Count,
            File.ReadAllLines("/proc/self/maps").Length);
    }

    // What it needs comes as its item: the tests' closures hold pools, which cannot travel.
    private static int Spin(string begun)
    {
        File.AppendAllText(begun, "x");
        while (true) Thread.SpinWait(1000);
    }
}
