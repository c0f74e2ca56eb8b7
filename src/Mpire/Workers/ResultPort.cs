namespace Mpire.Workers;

/// <summary>Where a worker's answers go: over the channel of its process, or to the pool beside it.</summary>
internal abstract class ResultPort
{
    /// <summary>Whether the array of a chunk's results can be used again once delivered.</summary>
    public abstract bool CopiesResults { get; }

    /// <summary>How many results should go out at once at most, judged by the size of the last ones.</summary>
    public virtual int MostAtOnce => int.MaxValue;

    /// <summary>Hands over results <paramref name="from"/> up to <paramref name="to"/> of the chunk that runs now.</summary>
    /// <returns>The result that cannot be written, if there is one: then nothing from <paramref name="from"/> on was handed over. Not an exception,
    /// because a task may throw whatever this could.</returns>
    public abstract UnsentResult? Deliver(in ChunkLabel chunk, ResultBlock block, int from, int to, bool last, long ticks);

    /// <summary>The task failed. All results before it were handed over, or never will be.</summary>
    /// <param name="chunk">Its chunk.</param>
    /// <param name="offset">Which of the chunk's tasks.</param>
    /// <param name="error">How.</param>
    /// <param name="goesOn">Whether the chunk goes on with the next task; otherwise it is over.</param>
    public abstract void Failed(in ChunkLabel chunk, int offset, Exception error, bool goesOn = false);

    /// <summary>Every task of a chunk failed in the same way.</summary>
    public void AllFailed(in ChunkLabel chunk, int count, Exception error)
    {
        for (var offset = 0; offset < (chunk.GoesOn ? count : 1); offset++) Failed(chunk, offset, error, goesOn: chunk.GoesOn && offset + 1 < count);
    }

    /// <summary>The chunk was cancelled and is over.</summary>
    public abstract void Stopped(in ChunkLabel chunk);
}
