using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Lifecycle;

public sealed class WorkerDeathTests : PoolTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    public static TheoryData<Way, Death, int?, int?> Deaths
    {
        get
        {
            var data = new TheoryData<Way, Death, int?, int?>();
            foreach (var way in new[] { Way.Spawn, Way.Portable, Way.ForkServer })
            {
                data.Add(way, Death.Exit, 3, null);
                data.Add(way, Death.FailFast, null, 6);
                data.Add(way, Death.StackOverflow, null, 6);
                data.Add(way, Death.Kill, null, 9);
                data.Add(way, Death.NativeFault, null, 11);
                data.Add(way, Death.OtherThread, null, 6);
                data.Add(way, Death.KillWithChild, null, 9);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task It_fails_only_its_own_call(Way way, Death how, int? code, int? signal)
    {
        using var pool = NewPool(way);
        var good = pool.ApplyAsync(x => x + 1, 1);
        var bad = pool.ApplyAsync(death => (NativeCrash.Die(death), Environment.ProcessId), how);
        var late = Enumerable.Range(0, 20).Select(i => pool.ApplyAsync(x => x * 2, i)).ToList();
        var error = await Assert.ThrowsAsync<WorkerDiedException>(() => bad.WaitAsync(Soon));
        Assert.Equal(2, await good.WaitAsync(Soon));
        Assert.Equal(Enumerable.Range(0, 20).Select(x => x * 2), await Task.WhenAll(late).WaitAsync(Soon));
        if (how == Death.NativeFault) Assert.Contains(error.Exit.Signal, new int?[] { 6, 11 });
        else Assert.Equal(new WorkerExit(code, signal), error.Exit);
        Assert.InRange(error.WorkerId, 0, 1);
        Assert.Contains(error.Exit.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(how, TaskFailure.Of(error)!.Argument);
        Assert.Equal([1, 4, 9], pool.Map(x => x * x, new[] { 1, 2, 3 }));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void It_fails_its_map_naming_the_task_and_the_next_map_works(Way way)
    {
        using var pool = NewPool(way);
        var error = Assert.Throws<WorkerDiedException>(() => pool.Map(x => x == 37 ? NativeCrash.Die(Death.Kill) : x, Enumerable.Range(0, 100)));
        var failure = TaskFailure.Of(error)!;
        Assert.Equal(37, failure.TaskIndex);
        Assert.Equal(37, failure.Argument);
        Assert.Contains("task 37 of Map", error.Message, StringComparison.Ordinal);
        Assert.Contains("SIGKILL", error.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 100), pool.Map(x => x, Enumerable.Range(0, 100)));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_worker_killed_while_idle_is_replaced(Way way)
    {
        using var pool = NewPool(way, 1);
        for (var i = 0; i < 5; i++)
        {
            var worker = pool.Apply(() => Environment.ProcessId);
            Signal(worker, 9);
            Assert.Equal([1, 2], pool.Map(x => x, new[] { 1, 2 }));
        }
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Stop_of_a_worker_killed_while_idle_succeeds(Way way)
    {
        using var pool = NewPool(way, 1);
        Signal(pool.Apply(() => Environment.ProcessId), 9);
        pool.Stop();
        Assert.Empty(Workers());
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_terminals_signals_are_not_for_workers(Way way)
    {
        using var pool = NewPool(way, 1);
        var worker = pool.Apply(() => Environment.ProcessId);
        foreach (var signal in (int[])[2, 21, 22]) Signal(worker, signal);
        Assert.Equal(worker, pool.Apply(() => Environment.ProcessId));

        // A task's own handler is one all the same.
        Assert.Equal(
            "seen",
            pool.Apply(() =>
            {
                using var seen = new ManualResetEventSlim();
                using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
                {
                    context.Cancel = true;
                    seen.Set();
                });
                Signal(Environment.ProcessId, 2);
                return seen.Wait(TimeSpan.FromSeconds(20)) ? "seen" : "not seen";
            }));
    }

    [Theory]
    [InlineData(Way.Spawn, 1)]
    [InlineData(Way.Spawn, 2)]
    [InlineData(Way.Portable, 3)]
    [InlineData(Way.ForkServer, 4)]
    public async Task Of_10000_calls_among_random_kills_each_ends_exactly_once(Way way, int seed)
    {
        var random = new Random(seed);
        var ends = new ConcurrentDictionary<int, int>();
        using var pool = NewPool(way, 2);
        Assert.Equal(1, pool.Apply(() => 1));
        var calls = Enumerable.Range(0, 10_000).Select(Call).ToList();
        var all = Task.WhenAll(calls);
        var kills = 0;
        while (!all.IsCompleted && kills < 10)
        {
            var workers = Workers();
            if (workers.Count == 0) continue;
            Signal(workers[random.Next(workers.Count)], 9);
            kills++;
            var more = ends.Count + random.Next(1, 800);
            Eventually(() => ends.Count >= more || all.IsCompleted, Soon, () => $"Only {ends.Count} calls have ended after {kills} kills.");
        }

        var results = await all.WaitAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(10_000, ends.Count);
        Assert.All(ends, end => Assert.Equal(1, end.Value));
        Assert.True(kills > 0);
        Assert.InRange(results.Count(result => result is WorkerDiedException or WorkerStartException), 0, kills);
        Assert.Equal([1, 2], pool.Map(x => x, new[] { 1, 2 }));

        async Task<object> Call(int i)
        {
            object result;
            try
            {
                result = await pool.ApplyAsync(Slowly, i);
                Assert.Equal(i + 1, result);
            }
            catch (MpireException died)
            {
                result = died;
            }

            ends.AddOrUpdate(i, 1, (_, count) => count + 1);
            return result;
        }
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Death_in_init_is_told_by_each_call(Way way)
    {
        using var pool = NewBuilder(way, 2).WithHooks(_ => Environment.Exit(5)).Build();
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<WorkerStartException>(() => pool.Map(x => x, Enumerable.Range(0, 10)));
            Assert.Equal(5, error.Exit!.Value.Code);
        }
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Death_in_the_factory_of_shared_objects_is_told(Way way)
    {
        using var pool = NewBuilder(way, 2).Share<int>(() =>
        {
            Environment.Exit(6);
            return 0;
        }).Build();
        var error = Assert.Throws<WorkerStartException>(() => pool.Map((worker, x) => x, Enumerable.Range(0, 10)));
        Assert.Equal(6, error.Exit?.Code);
        pool.SetSharedObjects(1);
        Assert.Equal([2], pool.Map((worker, x) => x + worker.Shared, new[] { 1 }));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Death_in_an_exit_hook_is_told_by_stop(Way way)
    {
        using var pool = NewBuilder(way, 1).WithHooks(exit: _ =>
        {
            Environment.Exit(7);
            return null;
        }).Build();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal([1], pool.Map(x => x, new[] { 1 }));
            Assert.Equal(7, Assert.Throws<WorkerDiedException>(() => pool.Stop()).Exit.Code);
        }
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public async Task Workers_that_cannot_start_are_given_up_with_a_clear_error(Way way)
    {
        using var pool = new WorkerPool(Options(way) with { Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "0x1000" } });
        for (var round = 0; round < 2; round++)
        {
            var error = Assert.Throws<WorkerStartException>(() => pool.Map(x => x, Enumerable.Range(0, 10)));
            Assert.Contains("Look at what it printed", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<WorkerStartException>(() => pool.ApplyAsync(() => 1).WaitAsync(Soon));
        }
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public async Task Workers_ended_by_a_foreign_hook_are_given_up_with_a_clear_error(Way way)
    {
        using var pool = new WorkerPool(Options(way) with { Environment = new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = "/nowhere/at all.dll" } });
        var error = await Assert.ThrowsAsync<WorkerStartException>(() => pool.MapAsync(x => x, Enumerable.Range(0, 10)).WaitAsync(Soon));
        Assert.Contains("Look at what it printed", error.Message, StringComparison.Ordinal);
    }

    // Slow enough for 10,000 of them to meet a few kills.
    private static int Slowly(int x)
    {
        Thread.SpinWait(10_000);
        return x + 1;
    }
}
