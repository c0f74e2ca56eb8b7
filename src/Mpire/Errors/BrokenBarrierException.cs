namespace Mpire;

/// <summary>A process that had joined a <see cref="SharedBarrier"/> has died, so that the others would wait for it for ever. The barrier stays broken: make
/// another one.</summary>
public sealed class BrokenBarrierException : MpireException
{
    internal BrokenBarrierException(int processId)
        : base($"Process {processId} died while it took part in the barrier, so the others cannot all meet any more. Begin again with a new barrier.") =>
        ProcessId = processId;

    /// <summary>The system's number of the process that died.</summary>
    public int ProcessId { get; }
}
