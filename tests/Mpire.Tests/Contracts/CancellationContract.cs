namespace Mpire.Tests.Contracts;

/// <summary>Tokens: before the call, while tasks wait, while they run and listen, while they run and do not.</summary>
public abstract class CancellationContract(WorkerPoolOptions method) : PoolContract(method)
{
    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_token_that_is_cancelled_already_starts_nothing(string verb)
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var pool = NewPool();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.Run(verb, static (int x) => x, [1, 2], null, source.Token));
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(0, CountChildren());
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_that_listens_ends_in_good_order_and_its_worker_lives_on(string verb)
    {
        using var source = new CancellationTokenSource();
        var (begun, ended) = (NewTally(), NewTally());
        var pool = Started(NewPool(2, o => o with { CancellationGrace = Timeout.InfiniteTimeSpan }));
        var map = Task.Run(() => pool.Run(verb, static (Worker worker, (Tally Begun, Tally Ended) item) => Listen(worker, item.Begun, item.Ended), Enumerable.Repeat((begun, ended), 10), null, source.Token));
        begun.WaitFor(2);
        var before = Residue.Children().Order().ToArray();
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(2, ended.Count);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
        Assert.Equal(before, Residue.Children().Order());

        static int Listen(Worker worker, Tally begun, Tally ended)
        {
            begun.Add();
            worker.CancellationToken.WaitHandle.WaitOne();
            ended.Add();
            worker.CancellationToken.ThrowIfCancellationRequested();
            return 0;
        }
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_that_does_not_listen_is_ended_with_its_worker(string verb)
    {
        using var source = new CancellationTokenSource();
        var (begun, gate) = (NewTally(), NewGate());
        var pool = Started(NewPool());
        var map = Task.Run(() => pool.Run(verb, static ((Tally Begun, Gate Gate) item) => Block(item.Begun, item.Gate), Enumerable.Repeat((begun, gate), 10), null, source.Token));
        begun.WaitFor(2);
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 20), pool.Map(static x => x, Enumerable.Range(0, 20)));
        Assert.Equal(2, begun.Count);
        if (HasProcesses) Assert.InRange(CountChildren(), 1, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_waits_or_runs_is_cancelled_and_others_are_not(bool listens)
    {
        using var source = new CancellationTokenSource();
        var (begun, gate) = (NewTally(), NewGate());
        var pool = Started(NewPool(workers: 1));
        var running = listens
            ? pool.ApplyAsync(static pair => Listen(pair), (begun, gate), source.Token)
            : pool.ApplyAsync(static pair => Block(pair.begun, pair.gate), (begun, gate), source.Token);
        begun.WaitFor(1);
        var waiting = pool.ApplyAsync(static pair => Block(pair.begun, pair.gate), (begun, gate), source.Token);
        var other = pool.ApplyAsync(static x => x, 5);
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        if (listens) gate.Open();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running)).CancellationToken);
        Assert.Equal(5, await other);
        Assert.Equal(1, begun.Count);

        static int Listen((Tally Begun, Gate Gate) pair)
        {
            pair.Begun.Add();
            return pair.Gate.Pass(1);
        }
    }

    [Fact]
    public async Task A_blocking_call_is_cancelled_from_another_thread()
    {
        using var source = new CancellationTokenSource();
        var (begun, gate) = (NewTally(), NewGate());
        var pool = Started(NewPool());
        var call = Task.Run(() => pool.Apply(static pair => Block(pair.begun, pair.gate), (begun, gate), source.Token));
        begun.WaitFor(1);
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        StartEarly(pool);
        using var later = new CancellationTokenSource();
        var forEach = Task.Run(() => pool.ForEach(static pair => { Block(pair.begun, pair.gate); }, [(begun, gate)], null, later.Token));
        begun.WaitFor(2);
        await later.CancelAsync();
        Assert.Equal(later.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forEach)).CancellationToken);
        Assert.Equal(5, pool.Apply(static x => x, 5));
    }

    [Fact]
    public async Task A_streams_reader_may_give_the_token()
    {
        using var source = new CancellationTokenSource();
        var pool = NewPool();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var x in pool.ImapAsync(static x => x, Endless()).WithCancellation(source.Token))
            {
                if (x == 100) await source.CancelAsync();
            }
        });
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public async Task Cancelling_while_an_asynchronous_input_is_awaited()
    {
        var pool = NewPool();
        foreach (var verb in new[] { "MapAsync", "MapUnorderedAsync", "ImapAsync", "ImapUnorderedAsync" })
        {
            using var cancel = new CancellationTokenSource();
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var map = pool.RunOver(verb, static (int x) => x, Never(waiting), null, cancel.Token);
            await waiting.Task;
            await cancel.CancelAsync();
            Assert.Equal(cancel.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map)).CancellationToken);
            Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
        }

        static async IAsyncEnumerable<int> Never(TaskCompletionSource waiting, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            yield return 1;
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    [Fact]
    public async Task Cancelling_at_any_moment_leaves_the_pool_usable()
    {
        var pool = NewPool();
        pool.Map(static x => x, [1, 2]);
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            using var source = new CancellationTokenSource();
            var verb = Verbs.All[i % Verbs.All.Length];
            var map = Task.Run(() => pool.Run(verb, static (int x) => x * 2, Enumerable.Range(0, 20_000), null, source.Token));
            source.CancelAfter(TimeSpan.FromMicroseconds(random.Next(8_000)));
            try
            {
                var results = await map;
                Assert.Equal(Enumerable.Range(0, 20_000).Sum(x => x * 2L), results.Sum(x => (long)x));
            }
            catch (OperationCanceledException e)
            {
                Assert.Equal(source.Token, e.CancellationToken);
            }

            Assert.Equal(Enumerable.Range(0, 50).Select(x => x + i), pool.Map(Adding(i), Enumerable.Range(0, 50)));
        }

        static Func<int, int> Adding(int n) => x => x + n;
    }

    [Fact]
    public async Task Ten_thousand_calls_cancelled_at_any_moment_all_end_and_the_pool_lives()
    {
        var pool = NewPool(8, o => o with { CancellationGrace = TimeSpan.FromMilliseconds(20) });
        var random = new Random(7);
        var (done, cancelled) = (0, 0);
        for (var round = 0; round < 100; round++)
        {
            var sources = new List<CancellationTokenSource>();
            var calls = new List<Task<int>>();
            for (var i = 0; i < 100; i++)
            {
                var source = new CancellationTokenSource();
                sources.Add(source);

                // Every thousandth does not listen, and ends with its worker.
                calls.Add(pool.ApplyAsync(static (worker, item) => Spend(worker, item.Item1, item.Item2), (random.Next(300), i == 50 && round % 10 == 0), source.Token));
                source.CancelAfter(TimeSpan.FromMicroseconds(random.Next(20_000)));
            }

            foreach (var call in calls)
            {
                try
                {
                    Assert.Equal(1, await call);
                    done++;
                }
                catch (OperationCanceledException)
                {
                    cancelled++;
                }
            }

            foreach (var source in sources) source.Dispose();
        }

        Assert.Equal(10_000, done + cancelled);
        Assert.InRange(cancelled, 10, 10_000);
        Assert.Equal(Enumerable.Range(0, 100), pool.Map(static x => x, Enumerable.Range(0, 100)));

        static int Spend(Worker worker, int microseconds, bool isDeaf)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            if (isDeaf) new ManualResetEventSlim().Wait(500);
            while (System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds) worker.CancellationToken.ThrowIfCancellationRequested();
            return 1;
        }
    }

    private static int Block(Tally begun, Gate gate)
    {
        begun.Add();
        return gate.Pass(1);
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++) yield return i;
    }
}
