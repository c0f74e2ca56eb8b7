using System.Globalization;

namespace Mpire.Tests.Lifecycle;

public sealed class HooksTests : PoolTest
{
    private readonly string _log = Log.Create();

    [Fact]
    public void An_asynchronous_hook_and_a_task_as_state_are_refused_at_the_call()
    {
        var builder = NewBuilder(Way.Threading);
        Assert.Equal("init", Assert.Throws<ArgumentException>(() => builder.WithHooks(async _ => await Task.Yield())).ParamName);
        Assert.Equal("exit", Assert.Throws<ArgumentException>(() => builder.WithHooks(null, async _ => await Task.Yield())).ParamName);
        Assert.Equal("init", Assert.Throws<ArgumentException>(() => builder.Share(1).WithHooks(async _ => await Task.Yield())).ParamName);
        Assert.Equal("init", Assert.Throws<ArgumentException>(() => builder.WithState(async _ => await Task.FromResult(1))).ParamName);
        Assert.Equal("exit", Assert.Throws<ArgumentException>(() => builder.WithState(_ => 1, async _ => await Task.Yield())).ParamName);
        Assert.Equal("factory", Assert.Throws<ArgumentException>(() => builder.Share(async () => await Task.FromResult(1))).ParamName);
        Assert.Equal("shared", Assert.Throws<ArgumentException>(() => builder.Share(Task.FromResult(1))).ParamName);
        Assert.Equal("shared", Assert.Throws<ArgumentException>(() => new WorkerPool<ValueTask<int>>(new ValueTask<int>(1), Options(Way.Threading))).ParamName);
        Assert.Contains("GetAwaiter", Assert.Throws<ArgumentException>(() => builder.WithState(_ => Task.FromResult(1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void An_exit_hook_need_not_return_anything(Way way)
    {
        var log = _log;
        using (var pool = NewBuilder(way, 1).Share(7).WithHooks(null, worker => Log.Add(log, $"exit {worker.Shared}")).Build())
        {
            pool.ForEach(static _ => { }, [1]);
            pool.Stop();
        }

        Assert.Equal(["exit 7"], Log.Read(log));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Init_runs_once_in_each_worker_that_works_and_never_in_an_idle_one(Way way)
    {
        var log = _log;
        using var pool = WorkerPool.Create(Options(way, 3) with { OrderTasks = true }).WithState(worker =>
        {
            Log.Add(log, worker.Id.ToString(CultureInfo.InvariantCulture));
            return worker.Id;
        }).Build();
        Assert.Empty(Log.Read(log));
        Assert.Equal([0], pool.Map((worker, _) => worker.State, new[] { 0 }).Take(1));
        Assert.Single(Log.Read(log));
        _ = pool.Map(
            (worker, _) => worker.State,
            Enumerable.Range(0, 6),
            new MapOptions { ChunkSize = 1 });
        Assert.Equal(["0", "1", "2"], Log.Read(log).Order());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void State_is_kept_between_maps(Way way)
    {
        using var pool = NewBuilder(way, 1).WithState(_ => new List<int>()).Build();
        _ = pool.Map((worker, x) => Add(worker.State, x), new[] { 1, 2 });
        Assert.Equal([3], pool.Map((worker, x) => Add(worker.State, x), new[] { 3 }));
        Assert.Equal([4], pool.Map((worker, x) => Add(worker.State, x), new[] { 4 }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Without_keep_alive_every_map_has_fresh_state_and_exit_results_at_its_end(Way way)
    {
        using var pool = WorkerPool.Create(Options(way, 1) with { KeepAlive = false }).WithState(_ => new List<int>(), worker => worker.State.Count).Build();
        Assert.Equal([1, 2], pool.Map((worker, x) => Add(worker.State, x), new[] { 1, 2 }));
        Assert.Equal([2], pool.GetExitResults<int>());
        Assert.Equal([1], pool.Map((worker, x) => Add(worker.State, x), new[] { 3 }));
        Assert.Equal([1], pool.GetExitResults<int>());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Without_keep_alive_asynchronous_and_lazy_maps_end_their_workers_too(Way way)
    {
        using var pool = WorkerPool.Create(Options(way, 2) with { KeepAlive = false }).WithState(_ => new List<int>(), worker => worker.State.Count).Build();
        await pool.MapAsync((worker, x) => Add(worker.State, x), Enumerable.Range(0, 10));
        Assert.Equal(10, pool.GetExitResults<int>().Sum());
        Assert.Empty(Workers());
        Assert.Equal(7, pool.Imap((worker, x) => Add(worker.State, x), Enumerable.Range(0, 7)).Count());
        Assert.Equal(7, pool.GetExitResults<int>().Sum());
        Assert.Empty(Workers());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void The_lifespan_ends_workers_with_their_exit_hooks(Way way)
    {
        using var pool = NewBuilder(way, 2).WithState(_ => new List<int>(), worker => worker.State.Count).Build();
        var counts = pool.Map((worker, x) => Add(worker.State, x), Enumerable.Range(0, 20), new MapOptions { WorkerLifespan = 3, ChunkSize = 2 });
        Assert.All(counts, count => Assert.InRange(count, 1, 3));
        pool.Stop();
        var exits = pool.GetExitResults<int>();
        Assert.Equal(20, exits.Sum());
        Assert.All(exits, tasks => Assert.InRange(tasks, 1, 3));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Dispose_of_an_idle_pool_runs_exit_hooks(Way way)
    {
        var log = _log;
        using (var pool = NewBuilder(way, 1).WithState(_ => 0, worker => Log.Add(log, "exit")).Build())
        {
            pool.ForEach((worker, _) => worker.State++, Enumerable.Range(0, 4));
            Assert.Empty(Log.Read(log));
        }

        Assert.Equal(["exit"], Log.Read(log));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task DisposeAsync_lets_running_work_end_and_runs_exit_hooks(Way way)
    {
        var log = _log;
        Task<int[]> map;
        await using (var pool = WorkerPool.Create(Options(way, 2) with { OrderTasks = true }).WithState(_ => 0, worker => Log.Add(log, "exit")).Build())
        {
            map = pool.MapAsync(
                (worker, x) =>
                {
                    Thread.Sleep(20);
                    return x;
                },
                Enumerable.Range(0, 10),
                new MapOptions { ChunkSize = 1 });
        }

        Assert.Equal(Enumerable.Range(0, 10), await map);
        Assert.Equal(["exit", "exit"], Log.Read(log));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Terminate_runs_no_exit_hooks(Way way)
    {
        var log = _log;
        using var pool = NewBuilder(way, 1).WithState(_ => 0, worker => Log.Add(log, "exit")).Build();
        pool.ForEach((worker, _) => worker.State++, Enumerable.Range(0, 4));
        pool.Terminate();
        Assert.Empty(Workers());
        Assert.Equal([5], pool.Map((worker, x) => x + worker.State, new[] { 5 }));
        Assert.Empty(Log.Read(log));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_worker_that_never_worked_runs_no_exit_hook(Way way)
    {
        using var pool = NewBuilder(way, 3).WithHooks(exit: worker => worker.Id).Build();
        _ = pool.Map(x => x, new[] { 1 });
        pool.Stop();
        Assert.Single(pool.GetExitResults<int>());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Exit_results_may_be_big(Way way)
    {
        using var pool = WorkerPool.Create(Options(way, 2) with { OrderTasks = true }).WithState(_ => 1, worker => Enumerable.Repeat((byte)worker.Id, 10_000_000).ToArray()).Build();
        pool.ForEach((worker, _) => worker.State++, Enumerable.Range(0, 8), new MapOptions { ChunkSize = 1 });
        pool.Stop();
        var results = pool.GetExitResults<byte[]>();
        Assert.Equal([10_000_000, 10_000_000], results.Select(result => result.Length));
        Assert.Equal([0, 1], results.Select(result => (int)result[^1]).Order());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Exit_results_of_another_type_are_refused_naming_both(Way way)
    {
        using var pool = NewBuilder(way, 1).WithState(_ => 1, worker => "text").Build();
        _ = pool.Map(x => x, new[] { 1 });
        pool.Stop();
        var refused = Assert.Throws<InvalidCastException>(() => pool.GetExitResults<int>());
        Assert.Contains("System.String", refused.Message, StringComparison.Ordinal);
        Assert.Contains("System.Int32", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["text"], pool.GetExitResults<string>());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Exit_results_are_those_of_the_last_run(Way way)
    {
        using var pool = NewBuilder(way, 1).WithState(_ => new List<int>(), worker => worker.State.Count).Build();
        Assert.Empty(pool.GetExitResults<int>());
        _ = pool.Map((worker, x) => Add(worker.State, x), Enumerable.Range(0, 3));
        pool.Stop();
        _ = pool.Map((worker, x) => Add(worker.State, x), Enumerable.Range(0, 5));
        Assert.Empty(pool.GetExitResults<int>());
        pool.Stop();
        pool.Stop();
        Assert.Equal([5], pool.GetExitResults<int>());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_failing_init_fails_the_call_and_the_pool_stays_usable(Way way)
    {
        var log = _log;
        using var pool = NewBuilder(way, 2).WithState(worker => Log.Read(log).Length == 0 ? throw new InvalidDataException("no model") : 7).Build();
        var error = Assert.Throws<InvalidDataException>(() => pool.Map((worker, x) => worker.State + x, Enumerable.Range(0, 10)));
        Assert.Equal("no model", error.Message);
        Assert.Contains("init", TaskFailure.Of(error)!.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.ApplyAsync(worker => worker.State));
        Log.Add(log, "model");
        Assert.Equal([8, 9], pool.Map((worker, x) => worker.State + x, new[] { 1, 2 }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_failing_exit_is_thrown_by_stop_and_the_pool_stays_usable(Way way)
    {
        using var pool = NewBuilder(way, 1).WithState(_ => 7, worker => worker.State == 8 ? throw new InvalidDataException("no room") : worker.State).Build();
        pool.ForEach((worker, _) => worker.State++, new[] { 1 });
        Assert.Equal("no room", Assert.Throws<InvalidDataException>(() => pool.Stop()).Message);
        Assert.Empty(Workers());
        pool.Stop();
        Assert.Equal([7], pool.Map((worker, _) => worker.State, new[] { 1 }));
        pool.Stop();
        Assert.Equal([7], pool.GetExitResults<int>());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Hooks_see_the_shared_objects(Way way)
    {
        using var pool = NewBuilder(way, 1).Share(new[] { 3 })
            .WithHooks(worker => worker.Shared[0]++, worker => worker.Shared[0].ToString(CultureInfo.InvariantCulture)).Build();
        Assert.Equal([4], pool.Map((worker, _) => worker.Shared[0], new[] { 1 }));
        pool.Stop();
        Assert.Equal(["4"], pool.GetExitResults<string>());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_log, recursive: true);
    }

    private static int Add(List<int> seen, int x)
    {
        seen.Add(x);
        return seen.Count;
    }
}
