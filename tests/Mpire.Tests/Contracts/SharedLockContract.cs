using System.Diagnostics;

namespace Mpire.Tests.Contracts;

/// <summary>A shared lock lets one task in at a time, and a worker that dies in it leaves nobody waiting.</summary>
public abstract class SharedLockContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Kills = 20;
    private const int RandomKills = 40;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void One_task_at_a_time_is_inside()
    {
        using var mutex = SharedMutex.Create();
        using var inside = SharedArray.Create<int>(2);
        var pool = Track(NewBuilder(3).Share((mutex, inside)).Build());
        StartEarly(pool);
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
        var pool = Started(NewPool(1));
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
        var pool = Started(NewPool(1));
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

    [Fact]
    public void Workers_killed_at_any_moment_leave_no_half_change_that_nobody_is_told_of()
    {
        Assert.SkipUnless(HasProcesses, "a thread cannot be killed");
        using var mutex = SharedMutex.Create();
        using var halves = SharedArray.Create<long>(3);
        using var processes = SharedArray.Create<int>(2);
        var pool = Track(NewBuilder(2).Share((mutex, halves, processes)).Build());
        StartEarly(pool);
        Task[] calls = [Begin(0), Begin(1)];
        var random = new Random(20_26);
        for (var kill = 0; kill < RandomKills; kill++)
        {
            var victim = kill % 2;
            WaitUntil(() => processes[victim] != 0, "the task to begin");
            Thread.SpinWait(random.Next(20_000));
            Kill(processes[victim]);
            for (var i = 0; i < 100; i++) Change(mutex, halves);
            Assert.Throws<WorkerDiedException>(() => calls[victim].GetAwaiter().GetResult());
            processes[victim] = 0;
            calls[victim] = Begin(victim);
        }

        for (var i = 0; i < 2; i++)
        {
            WaitUntil(() => processes[i] != 0, "the last tasks to begin");
            Kill(processes[i]);
        }

        foreach (var call in calls) Assert.Throws<WorkerDiedException>(() => call.GetAwaiter().GetResult());
        Change(mutex, halves);

        // Some died inside, and of none of them two were told.
        Assert.InRange(halves[2], 1, RandomKills + 2);
        Assert.Equal(halves[0], halves[1]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{RandomKills + 2} killed, {halves[2]} of them inside, {halves[0]} changes");

        Task Begin(int place) => pool.ApplyAsync(
            static (worker, place) =>
            {
                // Once before it says so: the code is compiled then, and it spends its time in the lock.
                Change(worker.Shared.mutex, worker.Shared.halves);
                worker.Shared.processes[place] = Environment.ProcessId;
                while (true) Change(worker.Shared.mutex, worker.Shared.halves);
            },
            place);
    }

    private static void Change(SharedMutex mutex, SharedArray<long> halves)
    {
        if (!mutex.TryEnter(Long, out var held)) throw new TimeoutException("the lock of a dead process");
        using (held)
        {
            if (held.HasPreviousHolderDied)
            {
                halves[2]++;
                halves[1] = halves[0];
            }

            if (halves[0] != halves[1]) throw new InvalidOperationException("a half change that nobody was told of");
            halves[0]++;
            Thread.SpinWait(50);
            halves[1]++;
        }
    }
}
