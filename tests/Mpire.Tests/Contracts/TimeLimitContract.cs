using System.Diagnostics;

namespace Mpire.Tests.Contracts;

/// <summary>Limits of time for tasks and hooks.</summary>
public abstract class TimeLimitContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private static MapOptions Continue { get; } = new() { Failures = FailurePolicy.Continue, TaskTimeout = Limit };

    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    public static TheoryData<string> Hangs => ["loop", "sleep", "interrupt", "finally", "wait"];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_over_its_limit_ends_the_map_and_the_pool_lives(string verb)
    {
        var gate = NewGate();
        var pool = NewPool();
        var error = await Assert.ThrowsAsync<WorkerTimeoutException>(() => pool.Run(
            verb, static ((int X, Gate Gate) item) => item.X == 3 ? item.Gate.Pass(item.X) : item.X, Items(gate, 10), new MapOptions { TaskTimeout = Limit }));
        Assert.Equal((Limit, 3L), (error.Limit, error.TaskIndex!.Value));
        Assert.Equal((3, gate), error.Argument);
        Assert.Equal(3, TaskFailure.Of(error)!.TaskIndex);
        Assert.InRange(error.WorkerId, 0, 1);
        Assert.Contains("TaskTimeout", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(Hangs))]
    public void A_task_that_never_returns_is_ended_and_its_worker_replaced(string how)
    {
        Assert.SkipUnless(HasProcesses, "A worker thread cannot be ended.");
        var pool = NewPool(workers: 1);
        pool.Apply(static x => x, 1);
        var error = Assert.Throws<WorkerTimeoutException>(() => pool.Map(static how => Hang(how), [how], new MapOptions { TaskTimeout = Limit }));
        Assert.Equal(how, error.Argument);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public void What_a_task_has_started_ends_with_it()
    {
        Assert.SkipUnless(HasProcesses && !OperatingSystem.IsWindows(), "A worker thread cannot be ended; the task uses a shell.");
        var tally = NewTally();
        var pool = NewPool(2, o => o with { TaskTimeout = TimeSpan.FromSeconds(2) });
        var mark = Random.Shared.Next(100_000, 999_999);
        Assert.Throws<WorkerTimeoutException>(() => pool.Apply(static item => Shell(item.mark, item.tally), (mark, tally)));
        Assert.Equal(1, tally.Count);
        WaitUntil(() => !IsRunning($"{mark}"), "the shell's sleep to end");
    }

    [Fact]
    public void Tasks_over_their_limit_cost_no_others()
    {
        var gate = NewGate();
        var tally = NewTally();
        var pool = NewPool();
        var outcomes = pool.Map(
            static ((int X, Gate Gate, Tally Tally) item) =>
            {
                item.Tally.AddAs($"{item.X}-");
                return TaskOutcome.Of(item.X is 10 or 50 or 90 ? item.Gate.Pass(item.X) : item.X);
            },
            Enumerable.Range(0, 100).Select(x => (x, gate, tally)).ToArray(),
            Continue with { ChunkSize = 7 });
        Assert.Equal([10L, 50, 90], outcomes.Where(o => !o.Succeeded).Select(o => Assert.IsType<WorkerTimeoutException>(o.Error).TaskIndex!.Value));
        Assert.Equal(Enumerable.Range(0, 100).Where(x => x is not (10 or 50 or 90)), outcomes.Where(o => o.Succeeded).Select(o => o.Value));
        for (var x = 0; x < 100; x++) Assert.Single(Directory.GetFiles(tally.Folder, $"{x}-.*"));
    }

    [Fact]
    public void A_task_that_listens_ends_in_good_order_and_its_worker_lives_on()
    {
        var tally = NewTally();
        var pool = NewPool(workers: 1, o => o with { CancellationGrace = Timeout.InfiniteTimeSpan });
        var before = pool.Apply(static () => Environment.ProcessId);
        var outcomes = pool.Map(
            static (worker, item) =>
            {
                if (item.x != 1) return TaskOutcome.Of(Environment.ProcessId);
                worker.CancellationToken.WaitHandle.WaitOne();
                item.tally.Add();
                return TaskOutcome.Of(0);
            },
            new[] { 0, 1, 2, 3 }.Select(x => (x, tally)).ToArray(),
            Continue with { ChunkSize = 4 });
        Assert.IsType<WorkerTimeoutException>(outcomes[1].Error);
        Assert.Equal(1, tally.Count);
        Assert.All(new[] { 0, 2, 3 }, i => Assert.Equal(before, outcomes[i].Value));
    }

    [Fact]
    public void A_task_over_its_limit_is_run_again_as_often_as_the_policy_says()
    {
        var tally = NewTally();
        var gate = NewGate();
        var pool = NewPool();
        var policy = new FailurePolicy { TimeoutRetries = 1, Backoff = TimeSpan.Zero, ContinueOnFailure = true };
        var outcomes = pool.Map(
            static ((int X, Gate Gate, Tally Tally) item) =>
            {
                var times = item.Tally.AddAs($"{item.X}-");
                return TaskOutcome.Of(item.X == 5 || (item.X == 7 && times == 1) ? item.Gate.Pass(item.X) : item.X);
            },
            Enumerable.Range(0, 10).Select(x => (x, gate, tally)).ToArray(),
            Continue with { Failures = policy });
        Assert.Equal([5L], outcomes.Where(o => !o.Succeeded).Select(o => TaskFailure.Of(o.Error!)!.TaskIndex));
        Assert.Equal(2, TaskFailure.Of(outcomes[5].Error!)!.Attempts);
        Assert.Equal((2, 2, 1), (Directory.GetFiles(tally.Folder, "5-.*").Length, Directory.GetFiles(tally.Folder, "7-.*").Length, Directory.GetFiles(tally.Folder, "6-.*").Length));
    }

    [Fact]
    public async Task Single_calls_have_the_limit_of_the_pool()
    {
        var gate = NewGate();
        var pool = NewPool(2, o => o with { TaskTimeout = Limit });
        Assert.Equal(gate, Assert.Throws<WorkerTimeoutException>(() => pool.Apply(static gate => gate.Pass(1), gate)).Argument);
        var late = pool.ApplyAsync(static gate => gate.Pass(1), gate);
        Assert.Equal(4, await pool.ApplyAsync(static x => x * x, 2));
        await Assert.ThrowsAsync<WorkerTimeoutException>(() => late);
        await Assert.ThrowsAsync<WorkerTimeoutException>(() => pool.MapAsync(static gate => gate.Pass(1), new[] { gate }));
        Assert.Equal([0], pool.Map(static x => Later(x), [0], new MapOptions { TaskTimeout = Timeout.InfiniteTimeSpan }));

        static int Later(int x)
        {
            using var never = new ManualResetEventSlim();
            never.Wait(500);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_limit_holds_where_nobody_was_awake_when_the_call_came(string verb)
    {
        var (gate, late, begun) = (NewGate(), NewGate(), NewTally());
        var pool = Started(NewPool());

        // A worker that is started wakes whoever waits.
        pool.Map(static x => x, [0, 1], new MapOptions { ChunkSize = 1 });
        var call = pool.ApplyAsync(static item => item.gate.Pass(1, item.begun), (begun, gate));
        begun.WaitFor(1);

        // Read by a thread of its own, so that the call itself says nothing to whoever waits for the other one.
        await Assert.ThrowsAsync<WorkerTimeoutException>(
            () => pool.Run(verb, static late => late.Pass(1), Enumerable.Repeat(late, 1).Where(static _ => true), new MapOptions { TaskTimeout = Limit }));
        Assert.False(call.IsCompleted);
        gate.Open();
        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task The_limit_of_calls_holds_beside_a_map_that_has_none()
    {
        var (gate, late, begun) = (NewGate(), NewGate(), NewTally());
        var pool = Started(NewPool(2, o => o with { TaskTimeout = Limit }));
        pool.Map(static x => x, [0, 1], new MapOptions { ChunkSize = 1 });
        var map = pool.MapAsync(static item => item.gate.Pass(1, item.begun), new[] { (begun, gate) }, new MapOptions { TaskTimeout = Timeout.InfiniteTimeSpan });
        begun.WaitFor(1);
        await Assert.ThrowsAsync<WorkerTimeoutException>(() => pool.ApplyAsync(static late => late.Pass(1), late));
        Assert.False(map.IsCompleted);
        gate.Open();
        Assert.Equal(1, Assert.Single(await map));
    }

    [Fact]
    public void A_task_is_not_taken_for_the_one_before_it()
    {
        // Each is quick, all together take many times the limit.
        var pool = NewPool(2, o => o with { TaskTimeout = TimeSpan.FromMilliseconds(100) });
        foreach (var size in new[] { 1, 50 })
        {
            Assert.Equal(Enumerable.Range(0, 100), pool.Map(static x => Work(x), Enumerable.Range(0, 100), new MapOptions { ChunkSize = size, TaskTimeout = TimeSpan.FromSeconds(10) }));
        }

        for (var i = 0; i < 50; i++) Assert.Equal(i, pool.Apply(static x => Work(x), i));

        static int Work(int x)
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 5) Thread.SpinWait(10);
            return x;
        }
    }

    [Fact]
    public void An_init_hook_over_its_limit_fails_the_call_and_names_the_limit()
    {
        var gate = NewGate();
        var pool = Track(NewBuilder(2, o => o with { WorkerInitTimeout = Limit }).WithHooks(init: _ => gate.Pass(), exit: (Func<Worker, object?>?)null).Build());
        var error = Assert.Throws<WorkerTimeoutException>(() => pool.Map(static x => x, Enumerable.Range(0, 10)));
        Assert.Null(error.TaskIndex);
        Assert.Contains("WorkerInitTimeout", error.Message, StringComparison.Ordinal);
        gate.Open();
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public void An_exit_hook_over_its_limit_fails_the_stop_and_leaves_no_worker()
    {
        var gate = NewGate();
        var pool = Track(NewBuilder(2, o => o with { WorkerExitTimeout = Limit }).WithHooks(init: null, exit: _ => gate.Pass()).Build());
        pool.Map(static x => x, Enumerable.Range(0, 10));
        var error = Assert.Throws<WorkerTimeoutException>(() => pool.Stop());
        Assert.Contains("WorkerExitTimeout", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, CountChildren());
        gate.Open();
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
        pool.Stop();
    }

    [Fact]
    public void A_worker_that_dies_in_its_init_hook_is_tried_a_few_times()
    {
        Assert.SkipUnless(HasProcesses, "A worker thread dies with the program.");
        var tally = NewTally();
        var pool = Track(NewBuilder(1).WithHooks(init: _ => Die(tally), exit: (Func<Worker, object?>?)null).Build());
        var error = Assert.Throws<WorkerStartException>(() => pool.Map(
            static x => TaskOutcome.Of(x), Enumerable.Range(0, 100), new MapOptions { Failures = FailurePolicy.Continue with { DeathRetries = 100 } }));
        Assert.Equal(6, error.Exit!.Value.Code);
        Assert.Equal(3, tally.Count);

        static void Die(Tally tally)
        {
            tally.Add();
            Environment.Exit(6);
        }
    }

    [Fact]
    public void Limits_that_cannot_work_are_refused()
    {
        var pool = NewPool();
        foreach (var limit in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-2) })
        {
            Assert.Contains("TaskTimeout", Assert.Throws<ArgumentOutOfRangeException>(() => pool.Map(static x => x, [1], new MapOptions { TaskTimeout = limit })).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => NewPool(1, o => o with { TaskTimeout = limit }));
            Assert.Throws<ArgumentOutOfRangeException>(() => NewPool(1, o => o with { WorkerInitTimeout = limit }));
            Assert.Throws<ArgumentOutOfRangeException>(() => NewPool(1, o => o with { WorkerExitTimeout = limit }));
        }
    }

    private static (int X, Gate Gate)[] Items(Gate gate, int count) => [.. Enumerable.Range(0, count).Select(x => (x, gate))];

    private static int Hang(string how)
    {
        while (true)
        {
            try
            {
                switch (how)
                {
                    case "loop": break;
                    case "sleep": Thread.Sleep(Timeout.Infinite); break;
                    case "interrupt": throw new ThreadInterruptedException();
                    case "wait": new SemaphoreSlim(0).Wait(); break;
                    default: throw new InvalidDataException();
                }
            }
            catch (ThreadInterruptedException)
            {
            }
            finally
            {
                while (how == "finally") Thread.SpinWait(100);
            }
        }
    }

    private static int Shell(int mark, Tally tally)
    {
        using var shell = Process.Start("sh", ["-c", $"sleep 1{mark} & wait"]);
        tally.Add();
        shell.WaitForExit();
        return 0;
    }

    private static bool IsRunning(string mark) => Directory.GetDirectories("/proc").Any(folder =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"sleep\01{mark}", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
