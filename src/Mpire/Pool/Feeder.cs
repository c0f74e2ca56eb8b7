namespace Mpire.Pool;

/// <summary>Reads one job's input and puts it in line, as far as the job's limits allow. One thread at a time.</summary>
internal sealed class Feeder(Engine engine, Job job, bool isQuick)
{
    private const int QuickChunks = 32;

    /// <summary>Whether reading runs no user code.</summary>
    public bool IsQuick { get; } = isQuick;

    /// <summary>Reads what is wanted now: several chunks of a quick input, one of a slow one, which a worker gets at once.</summary>
    public void Feed()
    {
        var fed = false;
        for (var i = 0; i < (IsQuick ? QuickChunks : 1) && TryBegin(out var count); i++)
        {
            Chunk? chunk;
            try
            {
                chunk = job.Read(count, engine.Codec);
            }
            catch (Exception error)
            {
                Fail(error);
                return;
            }

            Put(chunk, count, dispatch: !IsQuick);
            if (chunk is null) return;
            fed = true;
        }

        if (!fed || !IsQuick) return;
        lock (engine.Gate) engine.Dispatcher.Dispatch();
    }

    /// <summary>Reads the whole input, waiting for room.</summary>
    public async Task FeedAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (job.IsOpen && !job.InputEnded)
            {
                if (!TryBegin(out var count))
                {
                    await job.Room.WaitAsync().ConfigureAwait(false);
                    continue;
                }

                Put(await job.ReadAsync(count, engine.Codec, cancellationToken).ConfigureAwait(false), count, dispatch: true);
            }
        }
        catch (Exception error)
        {
            // The user's enumerator threw, or an item cannot be written: the job fails with just that.
            Fail(error);
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the input; an enumerator that throws on closing fails a job that has not failed otherwise.</summary>
    public async ValueTask CloseAsync()
    {
        try
        {
            await job.CloseInputAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>As <see cref="CloseAsync"/>, for callers that wait.</summary>
    public void Close()
    {
        // Quick inputs have nothing to close.
        if (!IsQuick) CloseAsync().AsTask().GetAwaiter().GetResult();
    }

    private bool TryBegin(out int count)
    {
        lock (engine.Gate)
        {
            count = job.WantsInput ? job.Backpressure.Allow(job.NextLength) : 0;
            return count > 0;
        }
    }

    private void Put(Chunk? chunk, int count, bool dispatch)
    {
        lock (engine.Gate)
        {
            if (!job.IsOpen)
            {
                chunk?.Retire();
                return;
            }

            var surplus = count - (chunk?.Count ?? 0);
            if (surplus > 0) job.Backpressure.Release(surplus);
            if (chunk is null) job.EndInput();
            else job.Add(chunk);
            if (dispatch) engine.Dispatcher.Dispatch();
            engine.FinishIfDone(job);
        }
    }

    private void Fail(Exception error)
    {
        lock (engine.Gate) engine.EndJob(job, error);
    }
}
