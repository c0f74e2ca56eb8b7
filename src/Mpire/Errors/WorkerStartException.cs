namespace Mpire;

/// <summary>A worker process could not be brought to life: the system has no room for another one, the program's file is gone, or whatever was started
/// ended before its first task. Fails the calls that wait for workers; the pool can be used again when the cause is gone.</summary>
public sealed class WorkerStartException : MpireException
{
    internal WorkerStartException(string message, int workerId, Exception? innerException)
        : base(message, innerException) => WorkerId = workerId;

    /// <summary>How its process ended, if it did come into being but ended before its first task; <see langword="null"/> if it never was one.</summary>
    public WorkerExit? Exit { get; internal init; }

    /// <summary>The worker's number in its pool; -1 if it was something that all workers need, such as the fork server.</summary>
    public int WorkerId { get; }
}
