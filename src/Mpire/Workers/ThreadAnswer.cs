namespace Mpire.Workers;

/// <summary>What a worker thread says to the pool; the counterpart of the worker's half of <see cref="Protocol.MessageKind"/>.</summary>
internal readonly record struct ThreadAnswer(ThreadAnswerKind Kind)
{
    public ChunkLabel Chunk { get; init; }

    public ResultBlock? Block { get; init; }

    /// <summary>First result here; for a failure, the failed task's offset in its chunk.</summary>
    public int From { get; init; }

    public int To { get; init; }

    public bool Last { get; init; }

    public long Ticks { get; init; }

    public Exception? Error { get; init; }

    public bool HasResult { get; init; }

    public object? Result { get; init; }
}

/// <summary>Which of the fields count.</summary>
internal enum ThreadAnswerKind
{
    Results,
    TaskFailed,
    ChunkStopped,
    SetupFailed,
    InitFailed,
    Exited,
    ExitFailed,
}
