namespace Mpire.Engine;

/// <summary>What becomes of a task that has failed, as its map's policy says: it is run again, noted in the place of its result, or ends the map; and of those behind
/// it in its chunk, which are put back in line. Driver's thread, outside the gate: items are written anew, and a filter of the user may run.</summary>
internal sealed class Failures(PoolEngine engine)
{
    private volatile bool _hasUnsent;

    /// <summary>A task has failed. Its chunk is still on the books.</summary>
    /// <param name="slot">Whose worker ran it.</param>
    /// <param name="chunk">Its chunk.</param>
    /// <param name="offset">Which of the chunk's tasks.</param>
    /// <param name="kind">What made it fail.</param>
    /// <param name="error">What its caller gets.</param>
    public void Take(WorkerSlot slot, Chunk chunk, int offset, FailureKind kind, Exception error)
    {
        var job = chunk.Job;
        var index = chunk.First + offset;
        var attempts = chunk.Attempts.With(kind);
        TaskFailure.Attach(error, slot.Id, index, chunk.ItemAt(offset), engine.UsesThreads ? null : job.Hint, attempts.Total, job.Succeeded);
        PoolEventSource.Listened?.TaskFailed(engine.Number, job.Call, index, slot.Id, error.Message);
        if (!job.IsOpen) return;
        try
        {
            if (job.Failures != FailurePolicy.FailFast && (TryAgain(chunk, offset, attempts, kind, error) || TryGoOn(job, index, error))) return;
        }
        catch (Exception fault)
        {
            // The filter threw, or the item cannot be written any more.
            if (!ReferenceEquals(fault, error)) TaskFailure.Attach(fault, slot.Id, index, chunk.ItemAt(offset), null, attempts.Total, job.Succeeded);
            error = fault;
        }

        lock (engine.Gate) engine.EndJob(job, error);
    }

    /// <summary>Sees to items that could not be written.</summary>
    /// <returns>Whether there were any.</returns>
    public bool TakeUnsent()
    {
        if (!_hasUnsent) return false;
        _hasUnsent = false;
        while (NextUnsent() is var (job, item))
        {
            PoolEventSource.Listened?.TaskFailed(engine.Number, job.Call, item.Index, -1, item.Error.Message);
            TryGoOn(job, item.Index, item.Error);
            lock (engine.Gate)
            {
                job.RemoveUnsent(item);
                engine.FinishIfDone(job);
            }
        }

        return true;
    }

    /// <summary>There are items that could not be written: whoever drives is to see to them. Any thread.</summary>
    public void CallForUnsent()
    {
        _hasUnsent = true;
        engine.Waits.Wake();
    }

    /// <summary>Puts tasks of a chunk that has ended early back in line; they have not run, or nobody has heard of it. The chunk is still on the books.</summary>
    public void PutBack(Chunk chunk, int from, int to)
    {
        var job = chunk.Job;
        if (from >= to || !job.IsOpen) return;

        // In halves: where one task after the other ends its chunk, each item is written but a few times.
        var middle = from + ((to - from + 1) / 2);
        try
        {
            var head = chunk.Part(from, middle);
            var tail = middle < to ? chunk.Part(middle, to) : null;
            lock (engine.Gate)
            {
                if (tail is not null) job.PutBack(tail);
                job.PutBack(head);
                engine.Dispatcher.LookAgain();
            }
        }
        catch (Exception error)
        {
            lock (engine.Gate) engine.EndJob(job, error);
        }
    }

    /// <summary>A chunk has ended before all its tasks have: what is known of them, and the rest back in line.</summary>
    /// <param name="slot">Whose worker had it.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="offset">The task that is to blame; -1 for none.</param>
    /// <param name="kind">What for.</param>
    /// <param name="error">What its caller gets.</param>
    public void TakeRest(WorkerSlot slot, Chunk chunk, int offset, FailureKind kind, Exception? error)
    {
        if (chunk.Expired is { } expired)
        {
            if (expired.Offset >= chunk.Received) (offset, kind, error) = (expired.Offset, FailureKind.Timeout, expired.Error);

            // It was in time after all, by a hair, and the one behind it was ended in its stead.
            else if (kind == FailureKind.Death) offset = -1;
        }

        if (offset < 0)
        {
            PutBack(chunk, chunk.Received, chunk.Count);
            return;
        }

        Take(slot, chunk, offset, kind, error!);
        PutBack(chunk, offset + 1, chunk.Count);
        PutBack(chunk, chunk.Received, offset);
    }

    private (Job Job, UnsentItem Item)? NextUnsent()
    {
        lock (engine.Gate)
        {
            foreach (var job in engine.Jobs)
            {
                if (job.FirstUnsent is { } item) return (job, item);
            }
        }

        return null;
    }

    private bool TryAgain(Chunk chunk, int offset, in Attempts attempts, FailureKind kind, Exception error)
    {
        var job = chunk.Job;
        var policy = job.Failures;
        if (!attempts.MayRetry(policy, kind) || policy.RetryWhen?.Invoke(error) is false) return false;
        var again = chunk.Part(offset, offset + 1, attempts);
        var delay = attempts.Delay(policy, Random.Shared.NextDouble());
        lock (engine.Gate)
        {
            job.Delay(again, Environment.TickCount64 + (long)Math.Ceiling(delay.TotalMilliseconds));
            engine.Dispatcher.LookAgain();
        }

        PoolEventSource.Listened?.TaskRetried(engine.Number, job.Call, chunk.First + offset, attempts.Total, (int)Math.Min(int.MaxValue, delay.TotalMilliseconds));
        return true;
    }

    private bool TryGoOn(Job job, long index, Exception error)
    {
        if (!job.Failures.ContinueOnFailure) return false;
        job.PlaceFailure(index, error);
        lock (engine.Gate)
        {
            if (!job.HoldsUntilRead && job.IsOpen) job.Backpressure.Release(1);
            if (job.HoldsUntilRead) engine.Driver.Announce();
        }

        return true;
    }
}
