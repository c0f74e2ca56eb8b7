using System.Diagnostics.Tracing;

namespace Mpire.Tests.Contracts;

/// <summary>Workers whose memory grows.</summary>
public abstract class MemoryLimitContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const long Megabyte = 1L << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void A_worker_that_leaks_is_replaced_between_two_tasks_and_nothing_is_lost(int chunkSize)
    {
        using var events = new Replacements();
        var tally = NewTally();
        var pool = Track(NewBuilder(1, o => o with { WorkerMemoryLimit = 400 * Megabyte }).WithHooks(init: null, exit: _ => tally.Add()).Build());
        var seen = pool.Map(static x => (x, Leak(100), Environment.ProcessId), Enumerable.Range(0, 20), new MapOptions { ChunkSize = chunkSize });
        Assert.Equal(Enumerable.Range(0, 20), seen.Select(s => s.x));

        // Some four tasks a worker, each of which ends with its exit hook.
        var workers = seen.Select(s => s.ProcessId).Distinct().Count();
        Assert.InRange(workers, 3, 10);
        Assert.All(seen.GroupBy(s => s.ProcessId), tasks => Assert.InRange(tasks.Count(), 1, 5));
        pool.Stop();
        Assert.Equal(workers, tally.Count);
        Assert.True(events.Count >= workers - 1, $"{events.Count} lines for {workers} workers");
        Assert.All(events.Lines, line => Assert.True(line.Used > line.Limit && line.Limit == 400 * Megabyte));
    }

    [Fact]
    public void Garbage_is_no_reason_to_replace_a_worker()
    {
        var pool = NewPool(1, o => o with { WorkerMemoryLimit = 400 * Megabyte });
        var workers = pool.Map(static _ => Waste(), Enumerable.Range(0, 20), new MapOptions { ChunkSize = 1 });
        Assert.Single(workers.Distinct());

        static int Waste()
        {
            var garbage = new byte[60 * Megabyte];
            Array.Fill(garbage, (byte)1);
            return Environment.ProcessId;
        }
    }

    [Fact]
    public void A_task_over_the_hard_limit_is_ended_and_the_failure_says_so()
    {
        var pool = NewPool(1, o => o with { WorkerMemoryHardLimit = 400 * Megabyte });
        var outcomes = pool.Map(
            static x => TaskOutcome.Of(x == 3 ? Swell() : x), Enumerable.Range(0, 6), new MapOptions { Failures = FailurePolicy.Continue, ChunkSize = 6 });
        var error = Assert.IsType<WorkerDiedException>(outcomes[3].Error);
        Assert.Contains("WorkerMemoryHardLimit", error.Message, StringComparison.Ordinal);
        Assert.Null(error.WasOutOfMemory);
        Assert.Equal([0, 1, 2, 4, 5], outcomes.Where(o => o.Succeeded).Select(o => o.Value));
    }

    [Fact]
    public async Task A_hard_limit_holds_for_a_call_that_comes_when_all_are_idle()
    {
        var pool = NewPool(1, o => o with { WorkerMemoryHardLimit = 400 * Megabyte });
        pool.Map(static x => x, [0]);
        var driver = Engines.Of(pool).Driver;
        WaitUntil(() => driver.IsTaken, "the pool's thread to watch over its worker");
        var error = await Assert.ThrowsAsync<WorkerDiedException>(() => pool.ApplyAsync(static () => Swell()));
        Assert.Contains("WorkerMemoryHardLimit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_cannot_work_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NewPool(1, o => o with { WorkerMemoryLimit = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => NewPool(1, o => o with { WorkerMemoryHardLimit = -1 }));
    }

    // Until somebody stops it, but not without end.
    private static int Swell()
    {
        for (var i = 0; i < 12; i++) Leak(100);
        new ManualResetEventSlim().Wait(TimeSpan.FromSeconds(50));
        return 0;
    }

    // Native memory, touched, that nobody gives back.
    private static unsafe int Leak(int megabytes)
    {
        var bytes = (nuint)(megabytes * Megabyte);
        new Span<byte>(System.Runtime.InteropServices.NativeMemory.Alloc(bytes), (int)bytes).Fill(1);
        return megabytes;
    }

    private sealed class Replacements : EventListener
    {
        private readonly Lock _lock = new();
        private readonly List<(long Used, long Limit)> _lines = [];

        public int Count => Lines.Length;

        public (long Used, long Limit)[] Lines
        {
            get
            {
                lock (_lock) return [.. _lines];
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Mpire") EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName != "WorkerOvergrown") return;
            lock (_lock) _lines.Add(((long)eventData.Payload![3]!, (long)eventData.Payload[4]!));
        }
    }
}
