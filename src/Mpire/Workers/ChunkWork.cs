namespace Mpire.Workers;

/// <summary>A chunk that a worker thread can run as it is, without being written and read.</summary>
internal abstract class ChunkWork
{
    /// <summary>The context of its call; <see langword="null"/> if that is nothing special.</summary>
    public abstract CallContext? Context { get; }

    /// <summary>Runs the chunk's tasks on the calling thread.</summary>
    public abstract void Run(WorkerSession session, ResultPort port, in ChunkLabel label);
}
