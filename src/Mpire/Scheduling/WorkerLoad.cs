namespace Mpire.Scheduling;

/// <summary>What <see cref="WorkerChooser"/> must know about one worker.</summary>
internal readonly record struct WorkerLoad
{
    /// <summary>Nothing to do, any number of tasks ahead of it, room for one chunk.</summary>
    public WorkerLoad()
    {
    }

    /// <summary>Chunks that it was sent and has not finished, the running one included.</summary>
    public int Queued { get; init; }

    /// <summary>Those of them that it has not begun.</summary>
    public int Unbegun { get; init; }

    /// <summary>Chunks that it may have at one time: <see cref="DepthControl.Depth"/>; 0 for a worker that must not get any now.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Tasks of its lifespan that are left when all it was sent has been run.</summary>
    public long RemainingTasks { get; init; } = long.MaxValue;

    /// <summary>Whether it has been started; giving it a chunk starts it otherwise.</summary>
    public bool IsStarted { get; init; } = true;

    /// <summary>Whether it runs; otherwise it has not been started or is not ready yet.</summary>
    public bool IsReady { get; init; } = true;

    /// <summary>Whether it is at work and goes through its chunks so quickly that one more would not wait long.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether it can be given one more chunk.</summary>
    public bool HasRoom => Queued < Depth && RemainingTasks > 0;

    /// <summary>
    /// Whether a chunk is waiting behind something: another chunk, or a start that is not over. The only chunk of a ready worker is about to
    /// be begun, and taking that away would gain nothing.
    /// </summary>
    public bool KeepsWaiting => Unbegun > 0 && (Queued > 1 || !IsReady);
}
