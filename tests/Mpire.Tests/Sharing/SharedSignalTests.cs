using System.Diagnostics;

namespace Mpire.Tests.Sharing;

/// <summary>Events, semaphores, conditions and barriers among the threads of one process; what dies in them is in the contracts.</summary>
public sealed class SharedSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void An_event_set_twice_lets_one_through_if_it_resets_itself_and_everybody_if_not()
    {
        using var one = SharedEvent.Create(EventResetMode.AutoReset);
        one.Set();
        one.Set();
        Assert.True(one.TryWait(TimeSpan.Zero));
        Assert.False(one.TryWait(TimeSpan.Zero));
        using var all = SharedEvent.Create(isSet: true);
        Assert.Equal(EventResetMode.ManualReset, all.Mode);
        for (var i = 0; i < 3; i++) all.Wait(TestContext.Current.CancellationToken);
        all.Reset();
        Assert.False(all.TryWait(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedEvent.Create((EventResetMode)7));
    }

    [Fact]
    public void Each_set_of_an_event_that_resets_itself_lets_exactly_one_thread_through()
    {
        const int signals = 2000;
        using var signal = SharedEvent.Create(EventResetMode.AutoReset);
        using var taken = SharedEvent.Create(EventResetMode.AutoReset);
        using var stop = new CancellationTokenSource();
        var count = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                while (true)
                {
                    signal.Wait(stop.Token);
                    Interlocked.Increment(ref count);
                    taken.Set();
                }
            }
            catch (OperationCanceledException)
            {
                // The end.
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        for (var i = 1; i <= signals; i++)
        {
            signal.Set();
            Assert.True(taken.TryWait(Long));
            Assert.Equal(i, Volatile.Read(ref count));
        }

        stop.Cancel();
        Assert.All(threads, thread => Assert.True(thread.Join(Long)));
        Assert.Equal(signals, count);
    }

    [Fact]
    public void A_permit_is_given_back_once_and_only_by_its_owner()
    {
        using var semaphore = SharedSemaphore.Create(2);
        var first = semaphore.Enter(TestContext.Current.CancellationToken);
        Assert.True(semaphore.TryEnter(TimeSpan.Zero, out var second));
        Assert.False(semaphore.TryEnter(TimeSpan.Zero, out var none));
        Assert.Null(none);
        first.Dispose();
        Assert.Equal(1, semaphore.Available);
        using var third = semaphore.Enter(TestContext.Current.CancellationToken);
        first.Dispose();
        Assert.Equal(0, semaphore.Available);
        second.Dispose();
        Assert.Equal(1, semaphore.Available);
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedSemaphore.Create(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedSemaphore.Create(-3));
    }

    [Fact]
    public void Many_threads_share_few_permits()
    {
        using var semaphore = SharedSemaphore.Create(3);
        var inside = 0;
        var entered = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var permit = semaphore.Enter();
                if (Interlocked.Increment(ref inside) <= 3) Interlocked.Increment(ref entered);
                if (i % 16 == 0) Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(Long)));
        Assert.Equal(4000, entered);
        Assert.Equal(3, semaphore.Available);
    }

    [Fact]
    public void A_condition_wants_its_lock_held_and_keeps_it_entered_as_often()
    {
        using var mutex = SharedMutex.Create(isReentrant: true);
        using var condition = SharedCondition.Create();
        Assert.Contains("mutex.Enter()", Assert.Throws<SynchronizationLockException>(() => condition.TryWait(mutex, () => true, Long)).Message, StringComparison.Ordinal);
        var isReady = false;
        using (mutex.Enter())
        {
            using (mutex.Enter())
            {
                var other = new Thread(() =>
                {
                    using var held = mutex.Enter();
                    isReady = true;
                    condition.NotifyAll();
                });
                other.Start();
                Assert.True(condition.TryWait(mutex, () => isReady, Long));
                Assert.True(other.Join(Long));
                Assert.False(condition.TryWait(mutex, () => false, Short));
            }

            Assert.True(mutex.IsHeld);
        }

        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public void Waits_end_with_their_time_or_their_token()
    {
        using var never = SharedEvent.Create();
        using var semaphore = SharedSemaphore.Create(1);
        using var permit = semaphore.Enter(TestContext.Current.CancellationToken);
        using var mutex = SharedMutex.Create();
        using var condition = SharedCondition.Create();
        using var barrier = SharedBarrier.Create(2);
        using var self = barrier.Join();
        Check((timeout, token) => never.TryWait(timeout, token));
        Check((timeout, token) => semaphore.TryEnter(timeout, out _, token));
        Check((timeout, token) => self.TrySignalAndWait(timeout, token));
        Check((timeout, token) =>
        {
            using (mutex.Enter(CancellationToken.None)) return condition.TryWait(mutex, () => false, timeout, token);
        });
        Assert.False(mutex.IsHeld);
        Assert.Equal(0, barrier.CurrentPhaseNumber);

        static void Check(Func<TimeSpan, CancellationToken, bool> wait)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.False(wait(Short, CancellationToken.None));
            Assert.InRange(Stopwatch.GetElapsedTime(start), Short - TimeSpan.FromMilliseconds(1), Long);
            Assert.False(wait(TimeSpan.Zero, CancellationToken.None));
            using var cancel = new CancellationTokenSource(Short);
            Assert.Equal(cancel.Token, Assert.Throws<OperationCanceledException>(() => wait(Timeout.InfiniteTimeSpan, cancel.Token)).CancellationToken);
            Assert.Throws<ArgumentOutOfRangeException>(() => wait(TimeSpan.FromSeconds(-2), CancellationToken.None));
        }
    }

    [Fact]
    public void Disposing_refuses_who_waits_and_who_comes()
    {
        var never = SharedEvent.Create();
        Check(never, () => never.Wait());
        Assert.Throws<ObjectDisposedException>(() => never.IsSet);
        Assert.Throws<ObjectDisposedException>(never.Set);
        Assert.Throws<ObjectDisposedException>(never.Reset);
        var semaphore = SharedSemaphore.Create(1);
        var permit = semaphore.Enter(TestContext.Current.CancellationToken);
        Check(semaphore, () => semaphore.Enter());
        permit.Dispose();
        Assert.Throws<ObjectDisposedException>(() => semaphore.Available);
        using var mutex = SharedMutex.Create();
        var condition = SharedCondition.Create();
        Check(condition, () =>
        {
            using (mutex.Enter()) condition.Wait(mutex, () => false);
        });
        Assert.Throws<ObjectDisposedException>(condition.NotifyAll);
        var barrier = SharedBarrier.Create(2);
        var self = barrier.Join();
        Check(barrier, () => self.SignalAndWait());
        self.Dispose();
        Assert.Throws<ObjectDisposedException>(() => barrier.Join());
        Assert.Throws<ObjectDisposedException>(() => barrier.CurrentPhaseNumber);

        static void Check(IDisposable waitedFor, Action wait)
        {
            using var begun = new ManualResetEventSlim();
            Exception? told = null;
            var waiter = new Thread(() =>
            {
                begun.Set();
                told = Record.Exception(wait);
            });
            waiter.Start();
            begun.Wait(TestContext.Current.CancellationToken);
            waitedFor.Dispose();
            Assert.True(waiter.Join(Long));
            Assert.IsType<ObjectDisposedException>(told);
            Assert.IsType<ObjectDisposedException>(Record.Exception(wait));
        }
    }

    [Fact]
    public void Who_gives_up_at_a_barrier_has_not_come()
    {
        using var barrier = SharedBarrier.Create(2);
        using var self = barrier.Join();
        using var other = barrier.Join();
        Assert.False(self.TrySignalAndWait(Short, TestContext.Current.CancellationToken));

        // If the first still counted, this would find everybody there.
        Assert.False(other.TrySignalAndWait(Short, TestContext.Current.CancellationToken));
        var waiter = new Thread(() => other.SignalAndWait());
        waiter.Start();
        Assert.True(self.TrySignalAndWait(Long, TestContext.Current.CancellationToken));
        Assert.True(waiter.Join(Long));
        Assert.Equal(1, barrier.CurrentPhaseNumber);
        self.Dispose();
        Assert.Throws<ObjectDisposedException>(() => self.SignalAndWait());
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedBarrier.Create(0));
    }

    [Fact]
    public void Many_threads_meet_often()
    {
        const int phases = 300;
        using var barrier = SharedBarrier.Create(4);
        var steps = new int[4];
        var late = 0;
        var threads = Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            using var self = barrier.Join();
            for (var step = 1; step <= phases; step++)
            {
                Volatile.Write(ref steps[i], step);
                self.SignalAndWait();
                for (var k = 0; k < 4; k++)
                {
                    // The others have done this step, and at most begun the next.
                    if (Volatile.Read(ref steps[k]) - step is not (0 or 1)) Interlocked.Increment(ref late);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(Long)));
        Assert.Equal(0, late);
        Assert.Equal(phases, barrier.CurrentPhaseNumber);
    }
}
