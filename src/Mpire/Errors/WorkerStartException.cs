namespace Mpire;

/// <summary>A worker process could not be brought to life: the system has no room for another one, or the program's file is gone. Fails the calls that
/// wait for workers; the pool can be used again when there is room.</summary>
public sealed class WorkerStartException : MpireException
{
    internal WorkerStartException(string message, int workerId, Exception? innerException)
        : base(message, innerException) => WorkerId = workerId;

    /// <summary>The worker's number in its pool; -1 if it was something that all workers need, such as the fork server.</summary>
    public int WorkerId { get; }
}
