using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

// How workers, and the engine itself, come to their end.
internal sealed partial class PoolEngine
{
    /// <summary>Lets every job end, then every worker (exit hooks run). No call begins meanwhile, or it might never end.</summary>
    public void Stop(CancellationToken cancellationToken)
    {
        lock (Gate) _stopping++;
        try
        {
            using var wake = cancellationToken.UnsafeRegister(static state => ((WaitSet)state!).Wake(), Waits);
            Driver.RunUntil(() => _jobs.Count == 0, cancellationToken);
            EndWorkers(cancellationToken);
        }
        finally
        {
            lock (Gate) _stopping--;
        }
    }

    /// <summary>Refuses to stop where that would wait for its own caller.</summary>
    public void ThrowIfReading(string call)
    {
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
    public void EndWorkers(CancellationToken cancellationToken)
    {
        using var wake = cancellationToken.UnsafeRegister(static state => ((WaitSet)state!).Wake(), Waits);
        StopWorkers(static _ => true, cancellationToken);
        Driver.RunUntil(() => Departures.Count == 0, cancellationToken);
        Exception? failure;
        lock (Gate)
        {
            failure = ExitFailure;
            ExitFailure = null;
        }

        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends every job as cancelled and every worker at once; exit hooks do not run. The pool can be used again.</summary>
    public void Terminate(Exception? reason)
    {
        lock (Gate)
        {
            foreach (var job in _jobs.ToArray())
                EndJob(job, reason ?? new OperationCanceledException($"The pool was terminated while {job.Call} ran."), atOnce: true);
        }

        if (HasWorkers || Departures.Count > 0) Events.WantKill();
        var limit = Options.TerminateTimeout;
        var until = limit == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)limit.TotalMilliseconds;
        Driver.RunUntil(
            () => (_jobs.Count == 0 && !HasWorkers && Departures.Count == 0) || Environment.TickCount64 > until, CancellationToken.None, pollEvery: 10);
        Events.NoLongerWantKill();
    }

    public void Dispose()
    {
        if (Driver.IsMine)
            throw new InvalidOperationException("The pool cannot be disposed from within the reader of its own results. Dispose it after the call.");
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
        using var limit = new CancellationTokenSource(Options.TerminateTimeout);
        try
        {
            Stop(limit.Token);
        }
        catch (Exception)
        {
            // An exit hook that fails or takes too long has nobody left to tell: Stop is the call that reports it.
        }
    }

    /// <summary>Lets everything end, then disposes.</summary>
    public void StopAndDispose()
    {
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
            Stop(CancellationToken.None);
        }
        finally
        {
            Dispose();
        }
    }

    // Workers that must not run the new job's tasks: they have another setup, or have worked for a call before a map that gets fresh ones.
    private void RetireOutdated(bool forMap, CancellationToken cancellationToken)
    {
        bool IsOutdated(WorkerSlot slot) => slot.SetupVersion != Setup!.Version || (forMap && !Options.KeepAlive && slot.TasksGiven > 0);
        if (!Array.Exists(Slots, slot => slot.Link is not null && IsOutdated(slot))) return;
        using var wake = cancellationToken.UnsafeRegister(static state => ((WaitSet)state!).Wake(), Waits);
        StopWorkers(IsOutdated, cancellationToken);
    }

    private void StopWorkers(Func<WorkerSlot, bool> which, CancellationToken cancellationToken)
    {
        WorkerSlot[] stopping;
        lock (Gate)
        {
            stopping = Array.FindAll(Slots, slot => slot.Link is not null && which(slot));
            foreach (var slot in stopping) Dispatcher.StopWhenDone(slot);
        }

        Driver.RunUntil(() => !Array.Exists(stopping, slot => slot.Link is not null && slot.IsStopping), cancellationToken);
    }
}
