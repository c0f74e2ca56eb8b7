using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Issues;

/// <summary>Calls that once waited for something that never came.</summary>
public sealed class CallsThatMustEndTests() : PoolContract(new WorkerPoolOptions { StartMethod = StartMethod.Spawn })
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_call_that_waits_beside_a_cancelled_one_is_run()
    {
        if (!OperatingSystem.IsLinux()) return;
        var pool = NewPool(workers: 1);

        // A worker that is known to be quick gets more than one chunk at once.
        var worker = 0;
        for (var i = 0; i < 50; i++) worker = pool.Apply(static () => Environment.ProcessId);
        using var source = new CancellationTokenSource();
        Task<int> wanted;
        Task<int> unwanted;
        await Signal("STOP", worker);
        try
        {
            wanted = pool.ApplyAsync(static () => 1);
            unwanted = pool.ApplyAsync(static () => 2, source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unwanted);
        }
        finally
        {
            await Signal("CONT", worker);
        }

        Assert.Equal(1, await wanted.WaitAsync(Limit));
    }

    [Fact]
    public async Task A_map_whose_task_fails_does_not_wait_for_an_input_that_gives_nothing_more()
    {
        var map = NewPool(workers: 1).MapAsync(static (int x) => x == 0 ? throw new InvalidOperationException("it failed") : x, OneThenNothing());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => map.WaitAsync(Limit));
        Assert.Equal("it failed", error.Message);

        static async IAsyncEnumerable<int> OneThenNothing([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return 0;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    [Fact]
    public async Task Terminate_ends_workers_whose_exit_hooks_another_thread_waits_for()
    {
        var begun = NewTally();
        var pool = Track(WithHangingHook(NewBuilder(workers: 1), begun).Build());
        pool.Apply(static () => 1);
        var stop = Task.Factory.StartNew(() => pool.Stop(), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        begun.WaitFor(1);
        await Task.Factory.StartNew(pool.Terminate, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Limit);
        await stop.WaitAsync(Limit);
        Assert.Equal(0, CountChildren());

        // Not a lambda beside the others: they would share one closure, and the pool in it cannot travel.
        static WorkerPoolBuilder WithHangingHook(WorkerPoolBuilder builder, Tally begun) => builder.WithHooks(exit: _ =>
        {
            begun.Add();
            Thread.Sleep(Timeout.Infinite);
            return null;
        });
    }

    [Fact]
    public async Task A_cancelled_Stop_ends_though_another_call_drives_the_pool()
    {
        var (begun, gate) = (NewTally(), NewGate());
        var pool = NewPool(workers: 1);
        var map = Task.Factory.StartNew(
            () => pool.Map(static ((Tally Begun, Gate Gate) item) => { item.Begun.Add(); return item.Gate.Pass(1); }, [(begun, gate)]),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        begun.WaitFor(1);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.StopAsync(source.Token).WaitAsync(Limit));
        gate.Open();
        var results = await map.WaitAsync(Limit);
        Assert.Equal([1], results);
    }

    private static async Task Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
