using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

// How workers, and the engine itself, come to their end.
internal sealed partial class PoolEngine
{
    /// <summary>Lets every job end, then every worker (exit hooks run). No call begins meanwhile, or it might never end.</summary>
    public void Stop(CancellationToken cancellationToken) => StopAsync(blocks: true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As <see cref="Stop"/>.</summary>
    /// <param name="blocks">Whether the calling thread drives until then, so that the task has completed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StopAsync(bool blocks, CancellationToken cancellationToken)
    {
        lock (Gate) _stopping++;
        try
        {
            using var wake = cancellationToken.UnsafeRegister(static state => ((WaitSet)state!).Wake(), Waits);
            await Until(blocks, () => _jobs.Count == 0, cancellationToken).ConfigureAwait(false);
            await EndWorkersAsync(blocks, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (Gate) _stopping--;
        }
    }

    /// <summary>Refuses to stop where that would wait for its own caller.</summary>
    public void ThrowIfReading(string call)
    {
        ThrowIfForeign();
        if (ThreadWorker.IsOf(this))
            throw new InvalidOperationException($"{call} would wait for the end of the task that calls it. Call it where the pool's work is waited for.");
        lock (Gate)
        {
            if (_jobs.Find(job => job.HoldsUntilRead && (job.IsAsync || job.ReaderThread == Environment.CurrentManagedThreadId)) is not { } map) return;
            throw new InvalidOperationException(
                $"{call} would wait for the end of {map.Call}, which ends only when its results are read to their end or its enumerator is disposed. Leave "
                + "the loop first, or call Terminate.");
        }
    }

    /// <summary>Lets every worker end after what it has (exit hooks run).</summary>
    public async Task EndWorkersAsync(bool blocks, CancellationToken cancellationToken)
    {
        using var wake = cancellationToken.UnsafeRegister(static state => ((WaitSet)state!).Wake(), Waits);
        await StopWorkersAsync(static _ => true, blocks, cancellationToken).ConfigureAwait(false);
        await Until(blocks, () => Departures.Count == 0, cancellationToken).ConfigureAwait(false);
        Exception? failure;
        lock (Gate)
        {
            failure = ExitFailure;
            ExitFailure = null;
        }

        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends every job as cancelled and every worker at once; exit hooks do not run. The pool can be used again.</summary>
    public void Terminate(Exception? reason) => TerminateAsync(reason, blocks: true).GetAwaiter().GetResult();

    /// <summary>As <see cref="Terminate"/>.</summary>
    /// <param name="reason">What callers get.</param>
    /// <param name="blocks">Whether the calling thread drives until then, so that the task has completed.</param>
    public async Task TerminateAsync(Exception? reason, bool blocks)
    {
        ThrowIfForeign();

        // Just those of now: a call that begins meanwhile is not meant, nor is the worker that it starts.
        Job[] jobs;
        WorkerLink?[] links;
        lock (Gate)
        {
            jobs = [.. _jobs];
            links = Array.ConvertAll(Slots, slot => slot.Link);
            if (HasWorkers || Departures.Count > 0) Events.WantKill(slot => IsOneOf(links, slot.Link), withLeavers: true);
            foreach (var job in jobs) EndJob(job, reason ?? new OperationCanceledException($"The pool was terminated while {job.Call} ran."), atOnce: true);
        }

        var until = FromNow(Options.TerminateTimeout);
        await Until(
            blocks,
            () => (Array.TrueForAll(jobs, job => job.IsDone) && !Array.Exists(Slots, slot => IsOneOf(links, slot.Link)) && Departures.Count == 0)
                || Environment.TickCount64 > until,
            CancellationToken.None,
            pollEvery: 10).ConfigureAwait(false);
        Events.NoLongerWantKill();
    }

    private static bool IsOneOf(WorkerLink?[] links, WorkerLink? link) => link is not null && Array.IndexOf(links, link) >= 0;

    public void Dispose()
    {
        if (Driver.IsMine)
            throw new InvalidOperationException("The pool cannot be disposed from within the reader of its own results. Dispose it after the call.");
        if (Abandonment.IsForeign(this)) return;
        lock (Gate)
        {
            if (_disposed) return;
            _disposed = true;
        }

        if (_jobs.Count == 0) EndInOrder();
        Terminate(new ObjectDisposedException(typeof(WorkerPool).FullName, "The pool was disposed while this call ran on it."));
        Driver.Dispose();
        FeederThreads.Dispose();

        // Somebody who still waits there must not find its descriptor closed, and perhaps another's: then it is left to the end of the process.
        if (Driver.IsQuietWithin(TimeSpan.FromSeconds(1))) Waits.Dispose();
        _starter?.Dispose();
        Setup?.Dispose();
        Abandonment.Forget(this);
    }

    // Idle workers end as a program ends: exit hooks, then the process's own handlers, which may have logs to write.
    private void EndInOrder()
    {
        // In one that has run nothing there is nobody to take leave of.
        if (!UsesThreads && HasWorkers) Events.WantKill(static slot => slot.Link is { } link && link.Board.LastClaimed == 0);
        WorkerSlot[] stopping;
        lock (Gate)
        {
            stopping = Array.FindAll(Slots, slot => slot.Link is not null);
            foreach (var slot in stopping) Dispatcher.StopWhenDone(slot);
        }

        // By looking at the clock: a timer of the framework would start a thread that stands in the way of every later copy of the process.
        var until = FromNow(Options.TerminateTimeout);
        try
        {
            Driver.RunUntil(
                () => (!Array.Exists(stopping, slot => slot.Link is not null && slot.IsStopping) && Departures.Count == 0) || Environment.TickCount64 > until,
                CancellationToken.None,
                pollEvery: 10);
        }
        catch (Exception)
        {
            // What goes wrong here has nobody left to tell, as an exit hook that fails or takes too long: Stop is the call that reports it.
        }
    }

    /// <summary>Lets everything end, then disposes.</summary>
    public async Task StopAndDisposeAsync()
    {
        if (Abandonment.IsForeign(this)) return;
        lock (Gate)
        {
            if (_disposed) return;
        }

        lock (Gate)
        {
            // A lazy map that nobody reads on would never end by itself.
            foreach (var job in _jobs.FindAll(job => job.HoldsUntilRead))
                EndJob(job, new ObjectDisposedException(typeof(WorkerPool).FullName, "The pool was disposed before the results were read."));
        }

        try
        {
            await StopAsync(blocks: false, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // There is nothing left to wait for.
            Dispose();
        }
    }

    private async Task StopWorkersAsync(Func<WorkerSlot, bool> which, bool blocks, CancellationToken cancellationToken)
    {
        WorkerSlot[] stopping;
        lock (Gate)
        {
            stopping = Array.FindAll(Slots, slot => slot.Link is not null && which(slot));
            foreach (var slot in stopping) Dispatcher.StopWhenDone(slot);
        }

        await Until(blocks, () => !Array.Exists(stopping, slot => slot.Link is not null && slot.IsStopping), cancellationToken).ConfigureAwait(false);
    }

    private Task Until(bool blocks, Func<bool> isMet, CancellationToken cancellationToken, int pollEvery = -1)
    {
        if (!blocks) return Driver.UntilAsync(isMet, cancellationToken);
        Driver.RunUntil(isMet, cancellationToken, pollEvery);
        return Task.CompletedTask;
    }
}
