using System.Diagnostics;

namespace Mpire.Tests.Contracts;

/// <summary>A shared lock lets one task in at a time, and a worker that dies in it leaves nobody waiting.</summary>
public abstract class SharedLockContract : PoolContract
{
    private const int Kills = 20;

    [Fact]
    public void One_task_at_a_time_is_inside()
    {
        using var mutex = SharedMutex.Create();
        using var inside = SharedArray.Create<int>(2);
        var pool = Track(NewBuilder(3).Share((mutex, inside)).Build());
        pool.ForEach(
            static (worker, _) =>
            {
                var (mutex, inside) = worker.Shared;
                for (var i = 0; i < 300; i++)
                {
                    using (mutex.Enter())
                    {
                        if (inside.Add(0, 1) != 1) throw new InvalidOperationException("somebody else is inside");
                        inside[1]++;
                        inside.Add(0, -1);
                    }
                }
            },
            Enumerable.Range(0, 12),
            new MapOptions { ChunkSize = 1 });
        Assert.Equal([0, 3600], inside);
    }

    [Fact]
    public void The_caller_and_a_worker_wait_for_each_other()
    {
        using var mutex = SharedMutex.Create();
        var pool = NewPool(1);
        var told = NewTally();
        Task<bool> call;
        using (mutex.Enter())
        {
            call = pool.ApplyAsync(
                static given =>
                {
                    given.told.Add();
                    using (given.mutex.Enter()) return given.mutex.IsHeld;
                },
                (mutex, told));
            told.WaitFor(1);
            Assert.False(call.IsCompleted);
        }

        Assert.True(call.GetAwaiter().GetResult());
    }

    [Fact]
    public void A_worker_killed_inside_leaves_nobody_waiting_and_the_next_is_told()
    {
        Assert.SkipUnless(HasProcesses, "a thread cannot be killed");
        using var mutex = SharedMutex.Create();
        var pool = NewPool(1);
        for (var i = 0; i < Kills; i++)
        {
            Assert.Throws<WorkerDiedException>(() => pool.Apply(
                static mutex =>
                {
                    _ = mutex.Enter();
                    using var self = Process.GetCurrentProcess();
                    self.Kill();
                    return new ManualResetEventSlim().Wait(Timeout.Infinite);
                },
                mutex));
            Assert.True(mutex.TryEnter(TimeSpan.FromSeconds(30), out var scope));
            Assert.True(scope.HasPreviousHolderDied);
            scope.Dispose();
            using (var next = mutex.Enter()) Assert.False(next.HasPreviousHolderDied);
        }
    }
}
