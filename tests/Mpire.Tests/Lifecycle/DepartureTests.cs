using System.Diagnostics;

namespace Mpire.Tests.Lifecycle;

/// <summary>What a worker process does after its last word: handlers of the process's exit, which write logs and the like.</summary>
public sealed class DepartureTests : PoolTest
{
    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_slow_exit_holds_up_no_result_and_is_let_end(Way way)
    {
        var log = Log.Create();
        using var gate = new TemporaryFile();
        using var pool = new WorkerPool(Options(way) with { TerminateTimeout = TimeSpan.FromMinutes(1) });

        // Each worker runs one task, and none gets to the end of its exit before all results are there.
        var results = pool.Map(
            (worker, x) =>
            {
                LeaveSlowly(log, gate.Path, $"{x}");
                return x * x;
            },
            Enumerable.Range(0, 4),
            new MapOptions { ChunkSize = 1, WorkerLifespan = 1 });
        Assert.Equal([0, 1, 4, 9], results);
        Assert.Empty(Log.Read(log));
        Open(gate);
        pool.Stop();
        Assert.Equal(["0", "1", "2", "3"], Log.Read(log).Order());
        Assert.Empty(Workers());
        Directory.Delete(log, recursive: true);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void An_idle_worker_that_dies_is_reaped_without_another_call(Way way)
    {
        using var pool = NewPool(way, 2);
        for (var round = 0; round < 2; round++)
        {
            var workers = pool.Map(static _ => Environment.ProcessId, Enumerable.Range(0, 2), new MapOptions { ChunkSize = 1 }).Distinct().ToArray();
            foreach (var worker in workers)
            {
                Process.GetProcessById(worker).Kill();
                Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{worker}"), TimeSpan.FromSeconds(30)), "the dead worker is still there");
            }

            Assert.Equal([1, 2], pool.Map(static x => x, [1, 2]));
        }
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Disposing_lets_idle_workers_run_their_handlers(Way way)
    {
        var log = Log.Create();
        using (var pool = NewPool(way, 3))
        {
            pool.ForEach(
                x => AppDomain.CurrentDomain.ProcessExit += (_, _) => Log.Add(log, $"{x}"),
                [0, 1, 2],
                new MapOptions { ChunkSize = 1 });
        }

        // Which worker had which item is chance; that each of them that had one wrote its line is not.
        var lines = Log.Read(log);
        Assert.Equal(3, lines.Length);
        Directory.Delete(log, recursive: true);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_handler_that_never_ends_is_ended_within_the_limit_of_dispose(Way way)
    {
        var log = Log.Create();
        using var gate = new TemporaryFile();
        using (var pool = new WorkerPool(Options(way) with { TerminateTimeout = TimeSpan.FromMilliseconds(300) }))
        {
            var path = gate.Path;
            pool.Apply(() => LeaveSlowly(log, path, "left"));
        }

        Assert.Empty(Workers());
        Assert.Empty(Log.Read(log));
        Directory.Delete(log, recursive: true);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Terminate_does_not_wait_for_those_who_leave(Way way)
    {
        var log = Log.Create();
        using var gate = new TemporaryFile();
        using var pool = new WorkerPool(Options(way, 1) with { TerminateTimeout = TimeSpan.FromMinutes(1) });
        var path = gate.Path;
        pool.ForEach(_ => LeaveSlowly(log, path, "left"), [1, 2], new MapOptions { ChunkSize = 1, WorkerLifespan = 1 });
        pool.Terminate();
        Assert.Empty(Workers());
        Assert.Empty(Log.Read(log));
        Assert.Equal(5, pool.Apply(() => 5));
        Directory.Delete(log, recursive: true);
    }

    private static void LeaveSlowly(string log, string gate, string line) => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        // The other side of the gate is another process: there is nothing to wait on but the file itself.
        while (new FileInfo(gate).Length == 0) Thread.Yield();
        Log.Add(log, line);
    };

    private static void Open(TemporaryFile gate) => File.WriteAllText(gate.Path, "open");
}
