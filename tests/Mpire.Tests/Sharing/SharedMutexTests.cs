using System.Diagnostics;

namespace Mpire.Tests.Sharing;

/// <summary>The lock among the threads of one process; what dies in it is in the contract.</summary>
public sealed class SharedMutexTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void One_thread_at_a_time_is_inside()
    {
        using var mutex = SharedMutex.Create();
        var inside = 0;
        var count = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 5000; i++)
            {
                using (mutex.Enter())
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    count++;
                    Interlocked.Decrement(ref inside);
                }
            }
        });
        Assert.Equal(20_000, count);
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public void Entering_twice_is_refused_or_counted()
    {
        using var plain = SharedMutex.Create();
        using (plain.Enter())
        {
            Assert.True(plain.IsHeld);
            Assert.Contains("isReentrant", Assert.Throws<LockRecursionException>(() => plain.Enter().Dispose()).Message, StringComparison.Ordinal);
        }

        using var reentrant = SharedMutex.Create(isReentrant: true);
        using (reentrant.Enter())
        {
            using (reentrant.Enter()) Assert.True(reentrant.IsHeld);
            Assert.True(reentrant.IsHeld);
            Assert.False(FromAnotherThread(() => reentrant.TryEnter(TimeSpan.Zero, out _)));
        }

        Assert.False(reentrant.IsHeld);
        Assert.True(FromAnotherThread(() =>
        {
            using (reentrant.Enter()) return true;
        }));
    }

    [Fact]
    public void A_wait_ends_with_its_time_or_its_token()
    {
        using var mutex = SharedMutex.Create();
        using (mutex.Enter())
        {
            var start = Stopwatch.GetTimestamp();
            Assert.False(FromAnotherThread(() => mutex.TryEnter(TimeSpan.FromMilliseconds(100), out _)));
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(99), Long);
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            Assert.IsType<OperationCanceledException>(FromAnotherThread(() => Record.Exception(() => mutex.Enter(cancel.Token).Dispose())));
            Assert.Throws<ArgumentOutOfRangeException>(() => mutex.TryEnter(TimeSpan.FromSeconds(-2), out _));
        }

        Assert.True(mutex.TryEnter(TimeSpan.Zero, out var scope));
        Assert.False(scope.HasPreviousHolderDied);
        scope.Dispose();
        Assert.Throws<SynchronizationLockException>(() => Leave(mutex));

        static void Leave(SharedMutex mutex) => new SharedMutexScope(mutex, false).Dispose();
    }

    [Fact]
    public void A_thread_that_ends_inside_leaves_nobody_waiting()
    {
        using var mutex = SharedMutex.Create();
        FromAnotherThread(() =>
        {
            mutex.Enter();
            return true;
        });
        Assert.True(mutex.TryEnter(Long, out var scope));
        Assert.True(scope.HasPreviousHolderDied);
        scope.Dispose();
        using var next = mutex.Enter();
        Assert.False(next.HasPreviousHolderDied);
    }

    [Fact]
    public void Disposing_wakes_who_waits_in_this_process()
    {
        var mutex = SharedMutex.Create();
        using var begun = new ManualResetEventSlim();
        Exception? told = null;
        using (mutex.Enter())
        {
            var waiter = new Thread(() =>
            {
                begun.Set();
                told = Record.Exception(() => mutex.Enter().Dispose());
            });
            waiter.Start();
            begun.Wait(TestContext.Current.CancellationToken);
            mutex.Dispose();
            Assert.True(waiter.Join(Long));
        }

        Assert.IsType<ObjectDisposedException>(told);
    }

    private static T FromAnotherThread<T>(Func<T> ask)
    {
        T answer = default!;
        var thread = new Thread(() => answer = ask());
        thread.Start();
        Assert.True(thread.Join(Long));
        return answer;
    }
}
