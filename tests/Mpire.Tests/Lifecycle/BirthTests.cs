using System.Diagnostics;
using Mpire.Engine;
using Mpire.Starting;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Tests.Lifecycle;

/// <summary>Workers that come to life some at a time.</summary>
public sealed class BirthTests() : PoolTest(guard: 120)
{
    private const int Count = 5;

    // A birth that takes longer lets the next begin: the pool's second, less what the clocks differ by.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(950);

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_worker_is_started_when_the_one_before_has_come_to_life(Way way)
    {
        using var all = SharedBarrier.Create(Count);
        using var pool = NewPool(way, all, init: null, out var starter);

        // None ends before all have begun, though nothing is heard of those that have.
        pool.ForEach(
            static (worker, _) =>
            {
                using var self = worker.Shared.Join();
                self.SignalAndWait(worker.CancellationToken);
            },
            Enumerable.Range(0, Count),
            new MapOptions { ChunkSize = 1 });
        Assert.Equal(1, all.CurrentPhaseNumber);
        Assert.Equal(Count, starter.Started);
        Assert.Empty(starter.Early);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Nobody_waits_for_another_ones_init_hook(Way way)
    {
        using var all = SharedBarrier.Create(Count);
        using var pool = NewPool(
            way,
            all,
            static worker =>
            {
                using var self = worker.Shared.Join();
                self.SignalAndWait(worker.CancellationToken);
            },
            out _);
        Assert.Equal(Enumerable.Range(0, Count), pool.Map(static x => x, Enumerable.Range(0, Count), new MapOptions { ChunkSize = 1 }));
    }

    private static WorkerPool<SharedBarrier> NewPool(Way way, SharedBarrier all, Action<Worker<SharedBarrier>>? init, out OneByOne starter)
    {
        var options = Options(way, Count);
        starter = new OneByOne(WorkerStarters.Create(options.StartMethod, options.PortableTransport, new Dictionary<string, string?>(), null));
        return new WorkerPool<SharedBarrier>(new PoolEngine(options, starter), new SharedObjects<SharedBarrier>(all), init);
    }

    /// <summary>Stands before a real one, allows one birth at a time, and looks whether that is kept to.</summary>
    private sealed class OneByOne(IWorkerStarter inner) : IWorkerStarter
    {
        private readonly List<(IWorkerHandle Worker, long Since)> _started = [];

        public int Started => _started.Count;

        public List<int> Early { get; } = [];

        public int MostBirths => 1;

        public WaitSet CreateWaitSet() => inner.CreateWaitSet();

        public IWorkerHandle Start(WorkerStartInfo info)
        {
            if (_started.Exists(static other => other.Worker.Channel.Board.LastClaimed == 0 && Stopwatch.GetElapsedTime(other.Since) < Longest)) Early.Add(info.WorkerId);
            var worker = inner.Start(info);
            _started.Add((worker, Stopwatch.GetTimestamp()));
            return worker;
        }

        public void Dispose() => inner.Dispose();
    }
}
