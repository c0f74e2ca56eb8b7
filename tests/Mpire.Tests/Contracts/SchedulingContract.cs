namespace Mpire.Tests.Contracts;

/// <summary>No task waits behind a slow one while another worker is idle. Told without a clock: the slow task ends only when all others have.</summary>
public abstract class SchedulingContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Theory]
    [InlineData(1.0, null)]
    [InlineData(1.0, 8)]
    [InlineData(null, null)]
    public void Seven_quick_tasks_end_beside_a_slow_one(double? chunk, int? active)
    {
        var tally = NewTally();
        var pool = NewPool();
        for (var slow = 0; slow < 2; slow++)
        {
            var before = tally.Count;
            var items = Enumerable.Range(0, 8).Select(i => new Item(i == slow, tally, before + 7)).ToArray();
            pool.ForEach(static item => item.Run(), items, new MapOptions { ChunkSize = chunk, MaxTasksActive = active });
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_queued_behind_a_slow_task_moves_to_an_idle_worker(bool generator)
    {
        var tally = NewTally();
        var pool = NewPool();

        // Many quick tasks first, so that the workers' queues are deep when the slow one comes; everything behind it must get past it.
        var items = Enumerable.Range(0, 600).Select(i => new Item(i == 400, i > 400 ? tally : null, i == 400 ? 199 : 0, i == 400 ? tally : null));
        var options = new MapOptions { ChunkSize = 1 };
        pool.ForEach(static item => item.Run(), generator ? items : items.ToArray(), options with { MaxTasksActive = 1000 });
        Assert.Equal(199, tally.Count);
    }

    [Fact]
    public void Tasks_that_wait_for_each_other_have_a_worker_each_though_those_before_were_quick()
    {
        using var all = SharedBarrier.Create(4);
        var pool = Track(NewBuilder(4).Share(all).Build());
        StartEarly(pool);
        for (var round = 0; round < 20; round++)
        {
            // As long as every processor has a quick worker, chunks wait behind one another. None of these ends before all have begun.
            pool.ForEach(static _ => { }, Enumerable.Range(0, 400), new MapOptions { ChunkSize = 1 });
            pool.ForEach(
                static (worker, _) =>
                {
                    using var self = worker.Shared.Join();
                    self.SignalAndWait(worker.CancellationToken);
                },
                [0, 1, 2, 3],
                new MapOptions { ChunkSize = 1 });
        }

        Assert.Equal(20, all.CurrentPhaseNumber);
    }

    [Fact]
    public void Tasks_that_wait_for_each_other_have_a_worker_each_though_two_had_been_enough()
    {
        using var all = SharedBarrier.Create(4);
        var pool = Track(NewBuilder(4).Share(all).Build());
        for (var round = 0; round < 5; round++)
        {
            // Never more than two chunks at a time: two workers get warm, and the others are not even started.
            Assert.Equal(400, pool.Imap(static x => x, One(400), new MapOptions { ChunkSize = 1, MaxTasksActive = 2 }).Count());
            pool.ForEach(
                static (worker, x) =>
                {
                    if (x < 400) return;
                    using var self = worker.Shared.Join();
                    self.SignalAndWait(worker.CancellationToken);
                },
                One(404),
                new MapOptions { ChunkSize = 1 });
            pool.Stop();
        }

        Assert.Equal(5, all.CurrentPhaseNumber);

        // By and by, as a reader of a file has them.
        static IEnumerable<int> One(int count)
        {
            for (var i = 0; i < count; i++) yield return i;
        }
    }

    [Fact]
    public async Task Single_calls_get_past_a_slow_one()
    {
        var gate = NewGate();
        var pool = NewPool();
        var slow = pool.ApplyAsync(static g => g.Pass(1), gate);
        for (var i = 0; i < 100; i++) Assert.Equal(i, pool.Apply(static x => x, i));
        Assert.False(slow.IsCompleted);
        gate.Open();
        Assert.Equal(1, await slow);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_call_beside_a_map_goes_next_and_the_map_goes_on_beside_calls(int workers)
    {
        var pool = Started(NewPool(workers));
        var tally = NewTally();
        var map = Task.Run(() => pool.Map(static t => Slow(t), Enumerable.Repeat(tally, 200).ToArray(), new MapOptions { ChunkSize = 1, MaxTasksActive = 1000 }));
        tally.WaitFor(4 * workers);
        var most = 0;
        while (!map.IsCompleted)
        {
            var before = tally.Count;
            pool.Apply(static () => 1);
            most = Math.Max(most, tally.Count - before);
        }

        // Those that ran, those that took their turn with it, and some that began while its result was on its way.
        Assert.InRange(most, 0, 10 * workers);
        Assert.Equal(200, (await map).Length);

        static int Slow(Tally t)
        {
            t.Add();
            SpinWait.SpinUntil(static () => false, 10);
            return 0;
        }
    }

    [Fact]
    public void Both_workers_work_at_one_time()
    {
        // Each task waits for the other: with one of them queued behind the other this would never end.
        var tally = NewTally();
        NewPool().ForEach(
            static t =>
            {
                t.Add();
                t.WaitFor(2);
            },
            [tally, tally]);
        Assert.Equal(2, tally.Count);
    }

    public sealed record Item(bool IsSlow, Tally? Done, int WaitFor, Tally? Awaited = null)
    {
        public void Run()
        {
            if (IsSlow) (Awaited ?? Done)!.WaitFor(WaitFor);
            else Done?.Add();
        }
    }
}
