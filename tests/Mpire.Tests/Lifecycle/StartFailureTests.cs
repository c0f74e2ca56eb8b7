using System.Buffers;
using Mpire.Engine;
using Mpire.Starting;
using Mpire.Tests.Starting;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Tests.Lifecycle;

/// <summary>Starts that the system refuses half-way: the call tells which limit, nothing is left, and the next call works.</summary>
public sealed class StartFailureTests : PoolTest
{
    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Where_descriptors_run_out_the_call_names_the_limit_and_the_next_works(Way way)
    {
        var environment = new Dictionary<string, string?>
        {
            ["MPIRE_TEST_PORTABLE"] = way == Way.Portable ? "1" : null,
            ["MPIRE_TEST_METHOD"] = way == Way.ForkServer ? "ForkServer" : null,
        };
        var result = HostProgram.Run("bash", ["-c", $"ulimit -n 400; exec '{HostProgram.Executable}' run:pool-starved:3"], environment);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains(result.Lines, line => line.Contains("(ulimit -n)", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.EndsWith(": done", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Way.Spawn, 0, 11)]
    [InlineData(Way.Spawn, 1, 11)]
    [InlineData(Way.Spawn, 2, 12)]
    [InlineData(Way.Portable, 1, 11)]
    [InlineData(Way.ForkServer, 0, 12)]
    [InlineData(Way.ForkServer, 2, 24)]
    public void A_start_that_is_refused_half_way_leaves_no_worker_without_a_setup(Way way, int good, int error)
    {
        var options = Options(way, 3);
        var inner = WorkerStarters.Create(options.StartMethod, options.PortableTransport, new Dictionary<string, string?>(), null);
        var starter = new RefusingStarter(inner) { Good = good, Error = error };
        using var pool = new WorkerPool<int>(new PoolEngine(options, starter), new SharedObjects<int>(7));
        for (var round = 0; round < 3; round++)
        {
            starter.Good = good;
            starter.IsRefusing = true;
            var failure = Assert.Throws<WorkerStartException>(() => pool.Map((worker, x) => worker.Shared * x, Enumerable.Range(0, 30), new MapOptions { ChunkSize = 1 }));
            Assert.Equal(good, failure.WorkerId);
            Assert.Contains("ulimit", failure.Message, StringComparison.Ordinal);
            starter.IsRefusing = false;
            Assert.Equal(Enumerable.Range(0, 30).Select(x => 7 * x), pool.Map((worker, x) => worker.Shared * x, Enumerable.Range(0, 30), new MapOptions { ChunkSize = 1 }));
            pool.Stop();
            Assert.Empty(Workers());
        }
    }

    /// <summary>Stands before a real one and refuses as the system would.</summary>
    private sealed class RefusingStarter(IWorkerStarter inner) : IWorkerStarter
    {
        public int Good { get; set; }

        public int Error { get; set; }

        public bool IsRefusing { get; set; } = true;

        public bool TakesSetup => inner.TakesSetup;

        public WaitSet CreateWaitSet() => inner.CreateWaitSet();

        public void Begin() => inner.Begin();

        public void TakeSetup(int version, ReadOnlySequence<byte> setup, bool hasShared) => inner.TakeSetup(version, setup, hasShared);

        public void Expect(object kind, byte[] function) => inner.Expect(kind, function);

        public void WarmUp(byte[] function, ReadOnlySequence<byte> samples, int count) => inner.WarmUp(function, samples, count);

        public IWorkerHandle Start(WorkerStartInfo info) =>
            IsRefusing && Good-- <= 0 ? throw new IOException("It was refused.") { HResult = Error } : inner.Start(info);

        public void Dispose() => inner.Dispose();
    }
}
