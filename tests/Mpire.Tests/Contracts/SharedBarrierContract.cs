namespace Mpire.Tests.Contracts;

/// <summary>Tasks meet at a barrier, and one that dies on the way there leaves nobody waiting.</summary>
public abstract class SharedBarrierContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Kills = 5;

    [Fact]
    public void Nobody_begins_a_step_before_all_have_done_the_one_before()
    {
        const int steps = 50;
        using var barrier = SharedBarrier.Create(3);
        using var done = SharedArray.Create<int>(3);
        var pool = Track(NewBuilder(3).Share((barrier, done)).Build());
        StartEarly(pool);
        pool.ForEach(
            static (worker, i) =>
            {
                var (barrier, done) = worker.Shared;
                using var self = barrier.Join();
                for (var step = 1; step <= steps; step++)
                {
                    done[i] = step;
                    self.SignalAndWait(worker.CancellationToken);
                    if (done.Any(other => other < step)) throw new InvalidOperationException($"{i} is at step {step}, the others at {string.Join(", ", done)}");
                    self.SignalAndWait(worker.CancellationToken);
                }
            },
            [0, 1, 2],
            new MapOptions { ChunkSize = 1 });
        Assert.Equal(2 * steps, barrier.CurrentPhaseNumber);
        Assert.Equal([steps, steps, steps], done);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_participant_that_is_killed_breaks_the_barrier_for_all_others(bool isWaiting)
    {
        Assert.SkipUnless(HasProcesses, "a thread cannot be killed");
        var pool = Started(NewPool(2));
        for (var i = 0; i < Kills; i++)
        {
            StartEarly(pool);
            using var barrier = SharedBarrier.Create(3);
            using var joined = SharedValue.Create(0);
            using var self = barrier.Join();
            var other = pool.ApplyAsync(
                static given =>
                {
                    using var self = given.barrier.Join();
                    given.joined.Add(1);
                    self.SignalAndWait();
                },
                (barrier, joined));
            WaitUntil(() => joined.Value == 1, "the other to join");
            var victim = pool.ApplyAsync(
                static given =>
                {
                    using var self = given.barrier.Join();
                    given.joined.Add(1);
                    if (given.isWaiting) self.SignalAndWait();
                    else SharedSignalContract.EndOfThisProcess();
                },
                (barrier, joined, isWaiting));
            WaitUntil(() => joined.Value == 2, "the victim to join");
            if (isWaiting) Kill(barrier.Processes()[2]);
            var died = Assert.Throws<WorkerDiedException>(() => victim.GetAwaiter().GetResult());
            var told = Assert.Throws<BrokenBarrierException>(() => other.GetAwaiter().GetResult());
            Assert.Equal(died.ProcessId, told.ProcessId);
            Assert.Equal(died.ProcessId, Assert.Throws<BrokenBarrierException>(() => self.SignalAndWait()).ProcessId);
            Assert.Throws<BrokenBarrierException>(() => barrier.Join());
        }
    }

    [Fact]
    public void A_participant_that_leaves_makes_room_for_another()
    {
        using var barrier = SharedBarrier.Create(2);
        var pool = Started(NewPool(1));
        for (var i = 0; i < 5; i++)
        {
            using var self = barrier.Join();
            var call = pool.ApplyAsync(
                static barrier =>
                {
                    using var self = barrier.Join();
                    Assert.Contains("all have joined", Assert.Throws<InvalidOperationException>(() => barrier.Join()).Message, StringComparison.Ordinal);
                    self.SignalAndWait();
                },
                barrier);
            self.SignalAndWait(TestContext.Current.CancellationToken);
            call.GetAwaiter().GetResult();
        }

        Assert.Equal(5, barrier.CurrentPhaseNumber);
    }
}
