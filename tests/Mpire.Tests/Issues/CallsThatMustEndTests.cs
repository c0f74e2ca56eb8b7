using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Issues;

/// <summary>Calls that once waited for something that never came.</summary>
public sealed class CallsThatMustEndTests : PoolContract
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    protected override WorkerPoolOptions Method { get; } = new() { StartMethod = StartMethod.Spawn };

    [Fact]
    public async Task A_call_that_waits_beside_a_cancelled_one_is_run()
    {
        if (!OperatingSystem.IsLinux()) return;
        var pool = NewPool(jobs: 1);

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
        var map = NewPool(jobs: 1).MapAsync(static (int x) => x == 0 ? throw new InvalidOperationException("it failed") : x, OneThenNothing());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => map.WaitAsync(Limit));
        Assert.Equal("it failed", error.Message);

        static async IAsyncEnumerable<int> OneThenNothing([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return 0;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private static async Task Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
