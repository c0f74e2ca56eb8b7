using System.Diagnostics;

namespace Mpire.Tests.Contracts;

/// <summary>Events, semaphores and conditions make tasks wait for each other, and a worker that dies in one leaves nobody waiting.</summary>
public abstract class SharedSignalContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Kills = 10;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void An_event_holds_everybody_until_it_is_set()
    {
        using var start = SharedEvent.Create();
        using var passed = SharedValue.Create(0);
        var told = NewTally();
        var pool = Track(NewBuilder(2).Share((start, passed)).Build());
        StartEarly(pool);
        var call = pool.MapAsync(
            static (worker, told) =>
            {
                told.Add();
                worker.Shared.start.Wait(worker.CancellationToken);
                return worker.Shared.passed.Add(1);
            },
            [told, told],
            new MapOptions { ChunkSize = 1 });
        told.WaitFor(2);
        Assert.Equal(0, passed.Value);
        start.Set();
        Assert.Equal([1, 2], call.GetAwaiter().GetResult().Order());
        Assert.True(start.IsSet);
        start.Reset();
        Assert.False(pool.Apply(static (worker, _) => worker.Shared.start.TryWait(TimeSpan.Zero), 0));
    }

    [Fact]
    public void An_event_that_resets_itself_lets_one_through_each_time()
    {
        const int tasks = 6;
        using var turn = SharedEvent.Create(EventResetMode.AutoReset);
        using var done = SharedEvent.Create(EventResetMode.AutoReset);
        using var passed = SharedValue.Create(0);
        var pool = Started(NewPool(3));
        var call = pool.ForEachAsync(
            _ =>
            {
                turn.Wait();
                passed.Add(1);
                done.Set();
            },
            Enumerable.Range(0, tasks),
            new MapOptions { ChunkSize = 1 });
        for (var i = 1; i <= tasks; i++)
        {
            turn.Set();
            Assert.True(done.TryWait(Long));
            Assert.Equal(i, passed.Value);
        }

        call.GetAwaiter().GetResult();
        Assert.False(turn.IsSet);
    }

    [Fact]
    public void No_more_tasks_are_inside_than_there_are_permits()
    {
        using var semaphore = SharedSemaphore.Create(2);
        using var inside = SharedValue.Create(0);
        using var most = SharedValue.Create(0);
        var pool = Track(NewBuilder(4).Share((semaphore, inside, most)).Build());
        StartEarly(pool);
        pool.ForEach(
            static (worker, _) =>
            {
                var (semaphore, inside, most) = worker.Shared;
                for (var i = 0; i < 100; i++)
                {
                    using (semaphore.Enter(worker.CancellationToken))
                    {
                        var now = inside.Add(1);
                        most.Update(seen => Math.Max(seen, now));
                        inside.Add(-1);
                    }
                }
            },
            Enumerable.Range(0, 12),
            new MapOptions { ChunkSize = 1 });
        Assert.InRange(most.Value, 1, 2);
        Assert.Equal(0, inside.Value);
        Assert.Equal(2, semaphore.Available);
    }

    [Fact]
    public void Permits_of_a_worker_that_was_killed_come_back()
    {
        Assert.SkipUnless(HasProcesses, "a thread cannot be killed");
        using var semaphore = SharedSemaphore.Create(3);
        var pool = Started(NewPool(1));
        for (var i = 0; i < Kills; i++)
        {
            Assert.Throws<WorkerDiedException>(() => pool.Apply(
                static semaphore =>
                {
                    _ = (semaphore.Enter(), semaphore.Enter(), semaphore.Enter());
                    return EndOfThisProcess();
                },
                semaphore));
            Assert.Equal(0, semaphore.Available);
            var permits = new List<SharedPermit>();
            for (var k = 0; k < 3; k++)
            {
                Assert.True(semaphore.TryEnter(Long, out var permit));
                permits.Add(permit);
            }

            Assert.False(semaphore.TryEnter(TimeSpan.Zero, out _));
            permits.ForEach(permit => permit.Dispose());
        }
    }

    [Fact]
    public void Producers_and_consumers_pass_everything_on_once_by_two_conditions()
    {
        const int items = 400;
        const int end = -1;
        using var mutex = SharedMutex.Create();
        using var notFull = SharedCondition.Create();
        using var notEmpty = SharedCondition.Create();
        using var ring = SharedArray.Create<int>(5);
        using var count = SharedArray.Create<int>(2);
        var pool = Track(NewBuilder(4).Share((mutex, notFull, notEmpty, ring, count)).Build());
        StartEarly(pool);

        // Two put, two take; count: how many were put, how many were taken.
        var taken = pool.Map(
            static (worker, role) =>
            {
                var (mutex, notFull, notEmpty, ring, count) = worker.Shared;
                var got = new List<int>();
                for (var i = 0; ; i++)
                {
                    using var held = mutex.Enter(worker.CancellationToken);
                    if (role < 2)
                    {
                        notFull.Wait(mutex, () => count[0] - count[1] < ring.Length, worker.CancellationToken);
                        ring[count[0]++ % ring.Length] = i < items ? (2 * i) + role : end;
                        notEmpty.NotifyOne();
                        if (i == items) return got;
                    }
                    else
                    {
                        notEmpty.Wait(mutex, () => count[0] > count[1], worker.CancellationToken);
                        var item = ring[count[1]++ % ring.Length];
                        notFull.NotifyOne();
                        if (item == end) return got;
                        got.Add(item);
                    }
                }
            },
            [0, 1, 2, 3],
            new MapOptions { ChunkSize = 1 });
        Assert.Equal(Enumerable.Range(0, 2 * items), taken.SelectMany(got => got).Order());

        // What one has put comes out in its order.
        Assert.All(taken, got => Assert.All(Enumerable.Range(0, 2), role => Assert.Equal(got.Where(x => x % 2 == role).Order(), got.Where(x => x % 2 == role))));
    }

    [Fact]
    public void A_worker_killed_while_it_waits_takes_no_signal_with_it()
    {
        Assert.SkipUnless(HasProcesses, "a thread cannot be killed");
        using var turn = SharedEvent.Create(EventResetMode.AutoReset);
        using var mutex = SharedMutex.Create();
        using var ready = SharedCondition.Create();
        using var semaphore = SharedSemaphore.Create(1);
        using var process = SharedValue.Create(0);
        var pool = Track(NewBuilder(1).Share((turn, mutex, ready, semaphore, process)).Build());
        StartEarly(pool);
        for (var i = 0; i < Kills; i++)
        {
            using (semaphore.Enter())
            {
                process.Value = 0;
                var call = pool.ApplyAsync(
                    static (worker, kind) =>
                    {
                        var (turn, mutex, ready, semaphore, process) = worker.Shared;
                        process.Value = Environment.ProcessId;
                        if (kind == 0) turn.Wait();
                        else if (kind == 1) semaphore.Enter().Dispose();
                        else using (mutex.Enter()) ready.Wait(mutex, static () => false);
                    },
                    i % 3);
                WaitUntil(() => process.Value != 0, "the task to begin");
                Kill(process.Value);
                Assert.Throws<WorkerDiedException>(() => call.GetAwaiter().GetResult());
            }

            turn.Set();
            Assert.True(turn.TryWait(Long));
            Assert.True(semaphore.TryEnter(Long, out var permit));
            permit.Dispose();
            Assert.True(mutex.TryEnter(Long, out var scope));
            scope.Dispose();
        }
    }

    [Fact]
    public void Who_waits_for_a_condition_is_told_that_a_holder_of_its_lock_was_killed()
    {
        Assert.SkipUnless(HasProcesses, "a thread cannot be killed");
        using var mutex = SharedMutex.Create();
        using var ready = SharedCondition.Create();
        using var waits = SharedEvent.Create();
        var pool = Started(NewPool(1));
        using (mutex.Enter())
        {
            var call = pool.ApplyAsync(
                static given =>
                {
                    var (mutex, waits) = given;
                    waits.Wait();
                    _ = mutex.Enter();
                    return EndOfThisProcess();
                },
                (mutex, waits));
            waits.Set();
            Assert.Throws<AbandonedMutexException>(() => ready.Wait(mutex, static () => false, TestContext.Current.CancellationToken));
            Assert.True(mutex.IsHeld);
            Assert.Throws<WorkerDiedException>(() => call.GetAwaiter().GetResult());
        }

        using var next = mutex.Enter();
        Assert.False(next.HasPreviousHolderDied);
    }

    [Fact]
    public void They_are_the_same_thing_however_they_travel()
    {
        using var set = SharedEvent.Create();
        using var semaphore = SharedSemaphore.Create(4);
        using var condition = SharedCondition.Create();
        using var barrier = SharedBarrier.Create(1);
        var pool = Started(NewPool(1));
        var (first, second, third, fourth) = pool.Apply(static x => x, (set, semaphore, condition, barrier));
        Assert.Same(set, first);
        Assert.Same(semaphore, second);
        Assert.Same(condition, third);
        Assert.Same(barrier, fourth);
        var made = pool.Apply(static () => new Dictionary<string, object> { ["event"] = SharedEvent.Create(isSet: true), ["semaphore"] = SharedSemaphore.Create(7) });
        using var madeEvent = Assert.IsType<SharedEvent>(made["event"]);
        using var madeSemaphore = Assert.IsType<SharedSemaphore>(made["semaphore"]);
        Assert.True(madeEvent.IsSet);
        Assert.Equal(7, madeSemaphore.Permits);

        var method = Nested;
        pool.Apply(() =>
        {
            using var inner = new WorkerPool(method with { Workers = 1 });
            inner.Apply(() =>
            {
                using (barrier.Join()) set.Set();
            });
        });
        Assert.True(set.IsSet);
    }

    [Fact]
    public void A_cancelled_call_ends_the_waits_of_its_tasks()
    {
        using var never = SharedEvent.Create();
        using var begun = SharedEvent.Create();
        using var cancel = new CancellationTokenSource();
        var pool = Track(NewBuilder(1).Share((never, begun)).Build());
        StartEarly(pool);
        var call = pool.ApplyAsync(
            static (worker, _) =>
            {
                worker.Shared.begun.Set();
                worker.Shared.never.Wait(worker.CancellationToken);
            },
            0,
            cancellationToken: cancel.Token);
        Assert.True(begun.TryWait(Long));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => call.GetAwaiter().GetResult());
        Assert.Equal(5, pool.Apply(static (_, x) => x, 5));
    }

    internal static bool EndOfThisProcess()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        return new ManualResetEventSlim().Wait(Timeout.Infinite);
    }
}
