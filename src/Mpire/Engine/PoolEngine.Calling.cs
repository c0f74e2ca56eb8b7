using Mpire.Transport;

namespace Mpire.Engine;

// How calls begin and end. What is awaited here refers to the engine alone: whoever keeps the task of a call that has ended must not keep its pool.
internal sealed partial class PoolEngine
{
    /// <summary>Begins a map whose caller waits for it.</summary>
    /// <param name="job">The map.</param>
    /// <param name="function">Its function as worker processes read it.</param>
    /// <param name="cancellationToken">Ends the waiting for workers that have to go first.</param>
    public void BeginMap(Job job, byte[]? function, CancellationToken cancellationToken) =>
        BeginMapAsync(job, function, blocks: true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Begins a map whose caller goes on. Workers are started by whoever drives.</summary>
    /// <param name="job">The map.</param>
    /// <param name="write">Writes its function, for worker processes.</param>
    /// <param name="cancellationToken">Ends the waiting for workers that have to go first.</param>
    public Task BeginMapAsync(Job job, Func<PoolEngine, (object Kind, byte[] Bytes)> write, CancellationToken cancellationToken)
    {
        ThrowIfUnusable(job.Call);
        if (UsesThreads) return BeginMapAsync(job, function: null, blocks: false, cancellationToken);
        var function = write(this);
        if (ExpectsFunctions) StartAhead(0, function);
        return BeginMapAsync(job, function.Bytes, blocks: false, cancellationToken);
    }

    /// <summary>Runs a map whose caller goes on. Its failure is the job's.</summary>
    public async Task RunMapAsync(Job job, Func<PoolEngine, (object Kind, byte[] Bytes)> write, CancellationToken cancellationToken)
    {
        await BeginMapAsync(job, write, cancellationToken).ConfigureAwait(false);
        await using (CancelWith(job, cancellationToken).ConfigureAwait(false))
        {
            await job.Completion.ConfigureAwait(false);
        }

        await job.Feeder!.FinishAsync().ConfigureAwait(false);
        await EndOfMapAsync(job, blocks: false).ConfigureAwait(false);
    }

    /// <summary>Sends the one task of a call, which needs no feeder, once the workers are gone that have to go first.</summary>
    public Task SendAsync(Job job, ReadChunk read, bool blocks, CancellationToken cancellationToken)
    {
        if (HasOutdated(job)) return SendLaterAsync(job, read, blocks, cancellationToken);
        Send(job, read);
        return Task.CompletedTask;
    }

    /// <summary>Ends the workers after a map where they are not kept.</summary>
    public async Task EndOfMapAsync(Job job, bool blocks)
    {
        if (Options.KeepAlive) return;
        try
        {
            await EndWorkersAsync(blocks, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception) when (job.Failure is not null)
        {
            // An exit hook failed too, but the map's own failure is what the caller must see.
        }
    }

    /// <summary>Lets a token end a job.</summary>
    public CancellationTokenRegistration CancelWith(Job job, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? cancellationToken.UnsafeRegister((_, token) => Cancel(job, new OperationCanceledException(token)), null)
            : default;

    private async Task BeginMapAsync(Job job, byte[]? function, bool blocks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Open(job, function);
        if (HasOutdated(job)) await RetireOutdatedAsync(job, blocks, cancellationToken).ConfigureAwait(false);
        ForkFor(job);
        job.Feeder!.Start();
    }

    private async Task SendLaterAsync(Job job, ReadChunk read, bool blocks, CancellationToken cancellationToken)
    {
        try
        {
            await RetireOutdatedAsync(job, blocks, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            read.Chunk?.Retire();
            throw;
        }

        Send(job, read);
    }

    private void Send(Job job, in ReadChunk read)
    {
        lock (Gate)
        {
            if (!job.IsOpen)
            {
                read.Chunk?.Retire();
                return;
            }

            _ = job.Backpressure.Allow(1);
            job.Add(read.Chunk!);
            Dispatcher.Dispatch();
        }
    }

    // Ends the workers that must not run a new job's tasks: they have another setup, or have worked for a call before a map that gets fresh ones.
    private async Task RetireOutdatedAsync(Job job, bool blocks, CancellationToken cancellationToken)
    {
        try
        {
            using var wake = cancellationToken.UnsafeRegister(static state => ((WaitSet)state!).Wake(), Waits);
            await StopWorkersAsync(slot => IsOutdated(slot, job), blocks, cancellationToken).ConfigureAwait(false);
            lock (Gate)
            {
                if (!HasWorkers) ExitResults.Clear();
            }
        }
        catch (Exception error)
        {
            // The job is on the books, and must not block the pool for ever.
            Cancel(job, error);
            throw;
        }
    }

    private bool HasOutdated(Job job) => Array.Exists(Slots, slot => slot.Link is not null && IsOutdated(slot, job));

    private bool IsOutdated(WorkerSlot slot, Job job) => IsOutdated(slot, job.IsMap);

    private bool IsOutdated(WorkerSlot slot, bool isMap) => slot.SetupVersion != Setup!.Version || (isMap && !Options.KeepAlive && slot.TasksGiven > 0);
}
