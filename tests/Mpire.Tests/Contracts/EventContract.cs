using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Mpire.Tests.Contracts;

/// <summary>What the event source <c>Mpire</c> tells of a pool.</summary>
public abstract class EventContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Fact]
    public void The_event_source_tells_of_workers_jobs_and_failures()
    {
        // The source is there once a first worker was started; a listener hears what happens from then on.
        NewPool(1).Map(static x => x, [1]);
        using var listener = new Listener();
        var pool = Track(NewBuilder(1).WithHooks(exit: static _ => throw new InvalidDataException("no room")).Build());
        pool.Map(static x => x, [1, 2]);
        Assert.Throws<InvalidOperationException>(() => pool.Map(static x => x == 1 ? throw new InvalidOperationException("it failed") : x, [0, 1]));
        pool.Dispose();
        Assert.Contains("WorkerStarted", listener.Told("Worker-0 was started"), StringComparison.Ordinal);
        Assert.Contains("JobBegan", listener.Told("Map has begun"), StringComparison.Ordinal);
        Assert.Contains("it failed", listener.Told("Map has ended. it failed"), StringComparison.Ordinal);
        Assert.Contains("TaskFailed", listener.Told("task 1 of Map has failed in Worker-0: it failed"), StringComparison.Ordinal);

        // Dispose throws nothing, but is not silent.
        Assert.Contains("ExitHookFailed", listener.Told("the exit hook of Worker-0 has failed: no room"), StringComparison.Ordinal);
        Assert.Contains("WorkerEnded", listener.Told("has ended in good order"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_death_is_told_with_its_exit()
    {
        if (!HasProcesses) return;
        NewPool(1).Map(static x => x, [1]);
        using var listener = new Listener();
        var pool = NewPool(1);
        Assert.Throws<WorkerDiedException>(() => pool.Apply(static () => Environment.Exit(7)));
        Assert.Contains("ended with exit code 7", listener.Told("WorkerDied"), StringComparison.Ordinal);
    }

    private sealed class Listener : EventListener
    {
        private readonly ConcurrentQueue<string> _lines = new();

        /// <summary>The line with these words, or all of them where there is none.</summary>
        public string Told(string words) => _lines.FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) ?? "not told: " + words + "\n" + string.Join('\n', _lines);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Mpire") EnableEvents(eventSource, EventLevel.Verbose);
        }

        // May be called by the base's constructor, before the field is there.
        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            _lines?.Enqueue(eventData.EventName + ": " + string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]));
    }
}
