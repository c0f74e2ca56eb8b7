namespace Mpire;

/// <summary>A worker process ended while it had work: it crashed, was killed, or its task ended the process. Fails the task that it ran.</summary>
public sealed class WorkerDiedException : MpireException
{
    internal WorkerDiedException(string message, int workerId, int processId, WorkerExit exit, Exception? innerException = null)
        : base(message, innerException)
    {
        WorkerId = workerId;
        ProcessId = processId;
        Exit = exit;
    }

    /// <summary>The worker's number in its pool.</summary>
    public int WorkerId { get; }

    /// <summary>The process that ended.</summary>
    public int ProcessId { get; }

    /// <summary>How it ended: exit code or signal.</summary>
    public WorkerExit Exit { get; }

    /// <summary>Whether the system killed it for want of memory, as its control group (Linux, both versions) has counted; <see langword="null"/> if it ended
    /// otherwise than by SIGKILL, or nobody counts.</summary>
    public bool? WasOutOfMemory { get; internal init; }

    /// <summary>The most memory that it had in use, in bytes, where that is known: on Linux, of spawned workers that had more than the calling process ever
    /// had.</summary>
    public long? PeakMemory { get; internal init; }
}
