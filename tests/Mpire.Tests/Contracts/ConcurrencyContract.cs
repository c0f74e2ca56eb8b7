namespace Mpire.Tests.Contracts;

/// <summary>Calls side by side, calls that may not be, and calls after the end.</summary>
public abstract class ConcurrencyContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly AsyncLocal<string?> Ambient = new();

    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    [Fact]
    public async Task A_thousand_calls_at_once()
    {
        var pool = NewPool();
        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => pool.ApplyAsync(static x => x * 2, i)));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i * 2), results);
    }

    [Fact]
    public async Task Calls_from_many_threads()
    {
        var pool = Started(NewPool());
        var threads = Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    Assert.Equal(i + thread, pool.Apply(static (int a, int b) => a + b, i, thread));
                    Assert.Equal($"{i}", pool.ApplyAsync(static x => $"{x}", i).GetAwaiter().GetResult());
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Calls_beside_a_running_map(string verb)
    {
        var pool = Started(NewPool());
        var (begun, gate) = (NewTally(), NewGate());
        var map = Task.Run(() => pool.Run(verb, static ((int Index, Tally Begun, Gate Gate) item) => Run(item), Enumerable.Range(0, 50).Select(i => (i, begun, gate))));
        begun.WaitFor(1);
        for (var i = 0; i < 50; i++) Assert.Equal(i, await pool.ApplyAsync(static x => x, i));
        Assert.Throws<InvalidDataException>(() => pool.Apply(static int () => throw new InvalidDataException()));
        for (var i = 0; i < 50; i++) Assert.Equal(i, pool.Apply(static x => x, i));
        Assert.False(map.IsCompleted);
        gate.Open();
        Assert.Equal(Enumerable.Range(0, 50), (await map).Order());

        static int Run((int Index, Tally Begun, Gate Gate) item)
        {
            if (item.Index != 0) return item.Index;
            item.Begun.Add();
            return item.Gate.Pass(item.Index);
        }
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_second_map_is_refused_and_the_first_is_not_harmed(string verb)
    {
        var pool = Started(NewPool());
        var (begun, gate) = (NewTally(), NewGate());
        var first = Task.Run(() => pool.Run(verb, static ((Tally Begun, Gate Gate) item) => Block(item), Enumerable.Repeat((begun, gate), 4)));
        begun.WaitFor(1);
        foreach (var other in Verbs.All)
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => pool.Run(other, static (int x) => x, [1]));
            Assert.Contains($"{other} cannot begin while {verb} runs", error.Message, StringComparison.Ordinal);
            Assert.Contains("second pool", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<InvalidOperationException>(() => pool.ForEach(static x => { }, [1]));
        gate.Open();
        Assert.Equal(Enumerable.Repeat(1, 4), await first);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        static int Block((Tally Begun, Gate Gate) item)
        {
            item.Begun.Add();
            return item.Gate.Pass(1);
        }
    }

    [Fact]
    public async Task Two_maps_begun_at_one_moment_one_runs_and_one_is_refused()
    {
        var pool = Started(NewPool());
        for (var i = 0; i < 20; i++)
        {
            var maps = new[] { Start(), Start() };
            var ran = 0;
            foreach (var map in maps)
            {
                try
                {
                    Assert.Equal(Enumerable.Range(0, 3000), await map);
                    ran++;
                }
                catch (InvalidOperationException e)
                {
                    Assert.Contains("cannot begin while", e.Message, StringComparison.Ordinal);
                }
            }

            Assert.InRange(ran, 1, 2);
        }

        Task<int[]> Start() => Task.Run(() => pool.Map(static x => x, Enumerable.Range(0, 3000)));
    }

    [Fact]
    public void Pools_side_by_side()
    {
        var pools = new[] { Started(NewPool()), Started(NewPool(workers: 1)), Started(NewPool()) };
        Parallel.ForEach(pools.Index(), pool => Assert.Equal(
            Enumerable.Range(0, 500).Select(x => x + pool.Index), pool.Item.Map(static pair => pair.A + pair.B, Enumerable.Range(0, 500).Select(x => (A: x, B: pool.Index)))));
    }

    [Fact]
    public void A_task_may_have_a_pool_of_its_own()
    {
        var results = NewPool().Map(static (int n) => Inner(n), [2, 3]);
        Assert.Equal([1, 5], results);

        static int Inner(int n)
        {
            using var pool = new WorkerPool(2, StartMethod.Threading);
            return pool.Map(static x => x * x, Enumerable.Range(0, n)).Sum();
        }
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Nothing_begins_after_Dispose(string verb)
    {
        var pool = NewPool();
        pool.Map(static x => x, [1, 2]);
        var lazy = pool.Imap(static x => x, [1]);
        pool.Dispose();
        pool.Dispose();
        Assert.Equal(0, CountChildren());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.Run(verb, static (int x) => x, [1]));
        Assert.Throws<ObjectDisposedException>(() => lazy.ToArray());
        Assert.Throws<ObjectDisposedException>(() => pool.Apply(static () => 1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.ApplyAsync(static () => 1));
        Assert.Equal(0, CountChildren());
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Dispose_ends_a_running_map_and_waiting_calls(string verb)
    {
        var pool = Started(NewPool());
        var (begun, gate) = (NewTally(), NewGate());
        var map = Task.Run(() => pool.Run(verb, static ((Tally Begun, Gate Gate) item) => Block(item), Enumerable.Repeat((begun, gate), 10)));
        begun.WaitFor(2);
        var call = pool.ApplyAsync(static x => x, 1);
        var time = Measure(pool.Dispose);
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => map);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        Assert.Equal(0, CountChildren());

        static int Block((Tally Begun, Gate Gate) item)
        {
            item.Begun.Add();
            return item.Gate.Pass(1);
        }
    }

    [Fact]
    public async Task Calls_that_come_while_the_pool_stops_are_refused_and_those_before_end()
    {
        var pool = NewPool();
        var (begun, gate) = (NewTally(), NewGate());
        var call = pool.ApplyAsync(
            static (Tally t, Gate g) =>
            {
                t.Add();
                return g.Pass(1);
            },
            begun,
            gate);
        begun.WaitFor(1);
        var stop = pool.StopAsync();
        var accepted = new List<Task<int>>();
        WaitUntil(() => !TryCall(), "calls to be refused");
        foreach (var verb in Verbs.All)
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => pool.Run(verb, static (int x) => x, [1]));
            Assert.Contains($"{verb} cannot begin while the pool stops", error.Message, StringComparison.Ordinal);
        }

        Assert.False(stop.IsCompleted);
        gate.Open();
        await stop;
        Assert.Equal(1, await call);
        Assert.All(await Task.WhenAll(accepted), x => Assert.Equal(2, x));
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        bool TryCall()
        {
            var call = pool.ApplyAsync(static () => 2);
            if (call is { IsFaulted: true, Exception.InnerException: InvalidOperationException }) return false;
            accepted.Add(call);
            return true;
        }
    }

    [Fact]
    public async Task Stop_lets_an_input_use_the_pool_to_its_end()
    {
        var pool = Started(NewPool());
        var gate = NewGate();
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var map = Task.Run(() => pool.Map(static x => x, Items()));
        await isReading.Task;
        var stop = pool.StopAsync();
        WaitUntil(
            () =>
            {
                try
                {
                    pool.Apply(static () => 1);
                    return false;
                }
                catch (InvalidOperationException)
                {
                    return true;
                }
            },
            "calls to be refused");
        gate.Open();
        await stop;
        var results = await map;
        Assert.Equal([0, 1, 2], results);

        IEnumerable<int> Items()
        {
            isReading.SetResult();
            gate.Pass();
            for (var i = 0; i < 3; i++) yield return pool.Apply(static x => x, i);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_from_within_the_loop_over_results_is_refused(bool ordered)
    {
        var pool = NewPool();
        var read = 0;
        var options = new MapOptions { MaxTasksActive = 4, ChunkSize = 1 };
        var items = Enumerable.Range(0, 50);
        foreach (var result in ordered ? pool.Imap(static x => x, items, options) : pool.ImapUnordered(static x => x, items, options))
        {
            // Before the last results are read all may be done, and then there is nothing to wait for.
            if (++read > 40) continue;
            AssertRefused(ordered ? "Imap" : "ImapUnordered", Assert.Throws<InvalidOperationException>(() => pool.Stop()));
            AssertRefused(ordered ? "Imap" : "ImapUnordered", await Assert.ThrowsAsync<InvalidOperationException>(() => pool.StopAsync()));
        }

        await foreach (var result in ordered ? pool.ImapAsync(static x => x, items, options) : pool.ImapUnorderedAsync(static x => x, items, options))
        {
            if (++read > 90) continue;
            AssertRefused(ordered ? "ImapAsync" : "ImapUnorderedAsync", await Assert.ThrowsAsync<InvalidOperationException>(() => pool.StopAsync()));
        }

        Assert.Equal(100, read);
        pool.Stop();

        static void AssertRefused(string call, InvalidOperationException error) =>
            Assert.Contains($"would wait for the end of {call}, which ends only when its results are read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_sees_no_ambient_value_of_whoever_called_first()
    {
        var pool = NewPool(1);
        Ambient.Value = "of the first call";
        Assert.Equal(["none"], pool.Map(_ => Ambient.Value ?? "none", new[] { 1 }));
        Ambient.Value = "of the second call";
        Assert.Equal("none", pool.Apply(() => Ambient.Value ?? "none"));
        Ambient.Value = null;
    }
}
