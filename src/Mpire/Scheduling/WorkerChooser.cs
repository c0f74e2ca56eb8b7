namespace Mpire.Scheduling;

/// <summary>Which worker gets the next chunk, and from which one chunks are taken back. Keeps nothing: each answer follows from its arguments.</summary>
/// <param name="orderTasks">Whether chunk k of every map must go to worker k % workers; otherwise it goes to the first free worker.</param>
/// <param name="processors">How many workers can run at one time. Waking more of them for quick chunks costs more than the chunks.</param>
internal sealed class WorkerChooser(bool orderTasks, int processors = int.MaxValue)
{
    /// <summary>No worker.</summary>
    public const int None = -1;

    /// <summary>Chooses the worker for a chunk.</summary>
    /// <param name="chunkIndex">Position of the chunk within its map, from 0; the pieces of a chunk that was cut have the same.</param>
    /// <param name="tasks">Its length.</param>
    /// <param name="workers">All workers of the pool, by id.</param>
    /// <returns>
    /// With ordered tasks the one that the chunk belongs to. Otherwise the one with the fewest chunks; among equals one whose lifespan is
    /// long enough for the whole chunk, then one that is ready, then the lowest id, so that few chunks need few workers. As soon as every processor has
    /// a worker at work, those come first that are, as long as they are quick.
    /// <see cref="None"/> if that worker, or every worker, has no room now. A chunk longer than the worker's remaining tasks must be cut.
    /// </returns>
    public int Choose(long chunkIndex, int tasks, ReadOnlySpan<WorkerLoad> workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunkIndex);
        if (orderTasks)
        {
            var owner = (int)(chunkIndex % workers.Length);
            return workers[owner].HasRoom ? owner : None;
        }

        var best = None;
        var bestAtWork = None;
        var atWork = 0;
        for (var id = 0; id < workers.Length; id++)
        {
            if (workers[id].Queued > 0) atWork++;
            if (!workers[id].HasRoom) continue;
            if (best == None || IsBetter(workers[id], workers[best], tasks)) best = id;
            if (workers[id].IsQuick && (bestAtWork == None || IsBetter(workers[id], workers[bestAtWork], tasks))) bestAtWork = id;
        }

        return bestAtWork != None && atWork >= processors ? bestAtWork : best;
    }

    /// <summary>Chooses the worker that should lose the chunks it has not begun, because another one is idle and no chunk is left to
    /// send.</summary>
    /// <param name="idle">The worker that has nothing to do.</param>
    /// <param name="workers">All workers of the pool, by id.</param>
    /// <returns>The one with the most chunks not begun, the lowest id among equals; <see cref="None"/> if no chunk waits behind something, if
    /// the idle worker could not take one, or if tasks are ordered. No worker is started for a chunk that waits for the start of another.</returns>
    public int TakeBackFrom(int idle, ReadOnlySpan<WorkerLoad> workers)
    {
        if (orderTasks || workers[idle] is not { Queued: 0, HasRoom: true }) return None;
        var most = None;
        for (var id = 0; id < workers.Length; id++)
        {
            if (id == idle || !workers[id].KeepsWaiting || (workers[id].Queued == 1 && !workers[idle].IsStarted)) continue;
            if (most == None || workers[id].Unbegun > workers[most].Unbegun) most = id;
        }

        return most;
    }

    private static bool IsBetter(in WorkerLoad worker, in WorkerLoad than, int tasks)
    {
        if (worker.Queued != than.Queued) return worker.Queued < than.Queued;
        var (fits, thanFits) = (worker.RemainingTasks >= tasks, than.RemainingTasks >= tasks);
        return fits == thanFits ? worker.IsReady && !than.IsReady : fits;
    }
}
