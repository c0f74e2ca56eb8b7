namespace Mpire;

/// <summary>What a worker ran took longer than its limit: a task (<see cref="WorkerPoolOptions.TaskTimeout"/>), its init hook or its exit hook. It was asked to
/// end, by its <see cref="Worker.CancellationToken"/>, and ended with its process after the pool's grace period.</summary>
/// <remarks>
/// It does not say where the task hung: the runtime has no safe way to look at the managed stack of another thread or process (a debugger's interface would have
/// to be open in every worker). MPIRE's <c>TimeoutError</c> of <c>task_timeout</c>, <c>worker_init_timeout</c> and <c>worker_exit_timeout</c>.
/// </remarks>
public sealed class WorkerTimeoutException : TimeoutException
{
    internal WorkerTimeoutException(string message, TimeSpan limit, int workerId, long? taskIndex, object? argument)
        : base(message) => (Limit, WorkerId, TaskIndex, Argument) = (limit, workerId, taskIndex, argument);

    /// <summary>What was not kept.</summary>
    public TimeSpan Limit { get; }

    /// <summary>The worker's number in its pool.</summary>
    public int WorkerId { get; }

    /// <summary>The task's position in the input of its map, from 0; <see langword="null"/> for a hook.</summary>
    public long? TaskIndex { get; }

    /// <summary>The task's argument: the caller's own object, not a copy.</summary>
    public object? Argument { get; }
}
