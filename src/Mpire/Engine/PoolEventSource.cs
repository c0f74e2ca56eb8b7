using System.Diagnostics.Tracing;

namespace Mpire.Engine;

/// <summary>What happens in the pools of this process, for listeners and traces: the event source <c>Mpire</c>.</summary>
/// <remarks>Made when the first worker is on its way, since making one costs part of a millisecond that nobody waits for then. Names of calls and texts of
/// errors are in it, arguments and results are not.</remarks>
[EventSource(Name = "Mpire")]
internal sealed class PoolEventSource : EventSource
{
    private static PoolEventSource? _log;
    private static int _pools;

    /// <summary>The source, where somebody listens; otherwise <see langword="null"/>.</summary>
    public static PoolEventSource? Listened => _log is { } log && log.IsEnabled() ? log : null;

    /// <summary>Makes the source, once.</summary>
    public static void Open()
    {
        if (_log is null) Interlocked.CompareExchange(ref _log, new PoolEventSource(), null);
    }

    /// <summary>A number for a new pool.</summary>
    [NonEvent]
    public static int NextPool() => Interlocked.Increment(ref _pools);

    [Event(1, Level = EventLevel.Informational, Message = "Pool {0}: Worker-{1} was started (process {2}).")]
    public void WorkerStarted(int pool, int worker, int process) => WriteEvent(1, pool, worker, process);

    [Event(2, Level = EventLevel.Informational, Message = "Pool {0}: Worker-{1} (process {2}) has ended in good order.")]
    public void WorkerEnded(int pool, int worker, int process) => WriteEvent(2, pool, worker, process);

    [Event(3, Level = EventLevel.Warning, Message = "Pool {0}: Worker-{1} (process {2}) {3}.")]
    public void WorkerDied(int pool, int worker, int process, string how) => WriteEvent(3, pool, worker, process, how);

    [Event(4, Level = EventLevel.Verbose, Message = "Pool {0}: {1} has begun.")]
    public void JobBegan(int pool, string call) => WriteEvent(4, pool, call);

    [Event(5, Level = EventLevel.Verbose, Message = "Pool {0}: {1} has ended. {2}")]
    public void JobEnded(int pool, string call, string failure) => WriteEvent(5, pool, call, failure);

    [Event(6, Level = EventLevel.Warning, Message = "Pool {0}: task {2} of {1} has failed in Worker-{3}: {4}")]
    public void TaskFailed(int pool, string call, long task, int worker, string error) => WriteEvent(6, pool, call, task, worker, error);

    [Event(7, Level = EventLevel.Error, Message = "Pool {0}: the exit hook of Worker-{1} has failed: {2}")]
    public void ExitHookFailed(int pool, int worker, string error) => WriteEvent(7, pool, worker, error);

    [Event(8, Level = EventLevel.Warning, Message = "Pool {0}: {1}: {2}")]
    public void StaticStateRead(int pool, string call, string what) => WriteEvent(8, pool, call, what);

    [Event(9, Level = EventLevel.Warning, Message = "Pool {0}: {1}")]
    public void ChangeLost(int pool, string what) => WriteEvent(9, pool, what);

    [Event(11, Level = EventLevel.Warning, Message = "Pool {0}: Worker-{1} (process {2}) had {3} bytes in use, more than its limit of {4}, and is replaced.")]
    public void WorkerOvergrown(int pool, int worker, int process, long used, long limit) => WriteEvent(11, pool, worker, process, used, limit);

    [Event(10, Level = EventLevel.Informational, Message = "Pool {0}: task {2} of {1} is run again in {4} ms, after {3} failures.")]
    public void TaskRetried(int pool, string call, long task, int failures, int delay) => WriteEvent(10, pool, call, task, failures, delay);
}
