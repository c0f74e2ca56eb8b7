using Mpire.Serialization;
using Mpire.Starting;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>What workers say and what becomes of them: notices, decides, and tells the jobs. Driver's thread.</summary>
internal sealed class WorkerEvents(PoolEngine engine)
{
    private const int RoomPoll = 5;

    private volatile Func<WorkerSlot, bool>? _unwanted;
    private volatile bool _unwantedLeavers;

    /// <summary>Handles all that has come.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Pump()
    {
        AttachNewWorkers();
        var any = engine.Dispatcher.Cut();
        if (_unwanted is { } which)
        {
            _unwanted = null;
            KillAll(which);
            any = true;
        }

        foreach (var slot in engine.Slots)
        {
            if (slot.Link is not { } link) continue;
            while (slot.Link == link && TryHandle(slot, link)) any = true;
            if (slot.Link == link && link.IsGone) any |= TryBury(slot, link);
        }

        any |= engine.Departures.Look();
        any |= engine.Limits.Enforce();
        any |= EnforceGrace();
        any |= engine.Failures.TakeUnsent();

        lock (engine.Gate)
        {
            foreach (var job in engine.Jobs) any |= job.PutDue();
            foreach (var slot in engine.Slots)
            {
                if (slot.Link is { HasPending: true } link) link.Flush();
            }

            // Chunks may wait for room on a road, and nothing else may be heard until they are sent.
            if (any || engine.Dispatcher.MustLookAgain || engine.Dispatcher.WaitsForRoom) engine.Dispatcher.Dispatch();
            if (any && engine.Map is { } map) engine.TellFeeder(map);
        }

        return any;
    }

    /// <summary>When the driver must look again even if nothing is heard: milliseconds, or -1.</summary>
    public int NextDeadline()
    {
        if (engine.Dispatcher.MustLookAgain) return 1;

        // A road that is emptied by a thread of its own does not tell when.
        var next = engine.Dispatcher.WaitsForRoom ? Environment.TickCount64 + RoomPoll : long.MaxValue;
        if (engine.Departures.NextLook() is < int.MaxValue and var departures) next = Math.Min(next, Environment.TickCount64 + departures);
        if (engine.Limits.NextLook() is < int.MaxValue and var limits) next = Math.Min(next, Environment.TickCount64 + limits);
        lock (engine.Gate)
        {
            foreach (var slot in engine.Slots)
            {
                if (slot.Overdue?.Expired is { } expired) next = Math.Min(next, expired.GraceEnds);
            }

            foreach (var job in engine.Jobs)
            {
                if (job.IsEnding) next = Math.Min(next, job.GraceEnds);
                next = Math.Min(next, job.NextDue);
                if (job.Feeder?.NextLook() is > 0 and var look) next = Math.Min(next, Environment.TickCount64 + look);
            }
        }

        return next == long.MaxValue ? -1 : (int)Math.Clamp(next - Environment.TickCount64, 1, int.MaxValue);
    }

    public void TakeResults(WorkerSlot slot, int number, int from, int count, bool last, long ticks, PayloadCodec codec, PayloadReader reader)
    {
        if (Expected(slot, number, from, count, last) is not { } chunk) return;
        var failed = -1;
        try
        {
            if (chunk.Job.IsOpen) chunk.Job.Accept(chunk, from, count, codec, reader, out failed);
        }
        catch (Exception error)
        {
            // A result that cannot be rebuilt, or whose reader throws, is its task's failure. Those behind it in the message are lost.
            var offset = from + Math.Max(0, failed);
            if (failed < 0 && count > 1 && chunk.Job.GoesOn) engine.Failures.PutBack(chunk, from, from + count);
            else FailResult(slot, chunk, offset, from + count, error);
            Book(slot, chunk, count, last, ticks, succeeded: offset - from);
            return;
        }

        Book(slot, chunk, count, last, ticks, succeeded: count);
    }

    public void TakeResults(WorkerSlot slot, int number, int from, int count, bool last, long ticks, ResultBlock block)
    {
        if (Expected(slot, number, from, count, last) is not { } chunk) return;
        try
        {
            if (chunk.Job.IsOpen) chunk.Job.Accept(chunk, from, count, block);
        }
        catch (Exception error)
        {
            FailResult(slot, chunk, from, from + count, error);
            Book(slot, chunk, count, last, ticks, succeeded: 0);
            return;
        }

        Book(slot, chunk, count, last, ticks, succeeded: count);
    }

    /// <summary>A task failed in its worker.</summary>
    /// <param name="slot">The worker's place.</param>
    /// <param name="number">The chunk.</param>
    /// <param name="index">The task.</param>
    /// <param name="error">How.</param>
    /// <param name="goesOn">Whether the chunk goes on behind it; otherwise it is over.</param>
    public void FailTask(WorkerSlot slot, int number, long index, Exception error, bool goesOn)
    {
        if (Find(slot, number) is not { } chunk) return;
        var offset = (int)Math.Clamp(index - chunk.First, chunk.Received, chunk.Count - 1);
        if (!goesOn)
        {
            engine.Failures.TakeRest(slot, chunk, offset, FailureKind.Exception, error);
            Close(slot, chunk);
            return;
        }

        if (offset > chunk.Received || offset + 1 == chunk.Count)
        {
            KillViolator(slot, $"went on behind task {offset} of a chunk of {chunk.Count}, of which {chunk.Received} were known");
            return;
        }

        if (chunk.Expired is { } expired && expired.Offset == offset) engine.Failures.Take(slot, chunk, offset, FailureKind.Timeout, expired.Error);
        else engine.Failures.Take(slot, chunk, offset, FailureKind.Exception, error);
        lock (engine.Gate)
        {
            chunk.Received++;
            slot.Heard(0, last: false);
            engine.Deaths.NoteWork();
        }
    }

    /// <summary>A worker has stopped a chunk that it was told to stop.</summary>
    public void CloseChunk(WorkerSlot slot, int number)
    {
        if (Find(slot, number) is not { } chunk) return;
        engine.Failures.TakeRest(slot, chunk, offset: -1, FailureKind.Exception, error: null);
        Close(slot, chunk);
    }

    /// <summary>The worker cannot work: every open job is told, as in MPIRE, since every worker would fail alike.</summary>
    public void FailAllCalls(WorkerSlot slot, bool init, Exception error)
    {
        lock (engine.Gate)
        {
            slot.HasSaidGoodbye = true;
            slot.IsStopping = true;
            TaskFailure.Attach(error, slot.Id, -1, init ? "(init of the worker)" : "(setup of the worker)");

            // A worker of an older setup says nothing about those of the new one.
            if (slot.SetupVersion == engine.Setup!.Version) engine.FailAll(error);
        }
    }

    public void NoteGoodbye(WorkerSlot slot, bool hasResult, object? result)
    {
        lock (engine.Gate)
        {
            slot.HasSaidGoodbye = true;
            slot.IsStopping = true;
            if (hasResult) engine.ExitResults.Add(result);
        }
    }

    public void NoteExitFailure(WorkerSlot slot, Exception error)
    {
        lock (engine.Gate)
        {
            slot.HasSaidGoodbye = true;
            slot.IsStopping = true;
            TaskFailure.Attach(error, slot.Id, -1, "(exit of the worker)");
            engine.ExitFailure ??= error;
        }

        PoolEventSource.Listened?.ExitHookFailed(engine.Number, slot.Id, error.Message);
    }

    /// <summary>A worker has grown beyond its limit, and another takes its place.</summary>
    public void Replace(WorkerSlot slot, long used)
    {
        PoolEventSource.Listened?.WorkerOvergrown(engine.Number, slot.Id, slot.Link!.ProcessId, used, engine.Options.WorkerMemoryLimit ?? 0);
        lock (engine.Gate)
        {
            slot.TakeBackUnbegun();
            Dispatcher.StopWhenDone(slot);
            engine.Dispatcher.LookAgain();
        }
    }

    /// <summary>A worker has seen a function change what it captured.</summary>
    public void Changed(int function, string variable) => engine.Changes.Tell(function, variable);

    /// <summary>The worker said something that cannot be: its memory is not to be trusted any more.</summary>
    public void KillViolator(WorkerSlot slot, string what) => Kill(slot, $"it {what}");

    /// <summary>Lets whoever drives end workers: the driver may itself be waiting for workers that do not end. Any thread.</summary>
    /// <param name="which">Whose.</param>
    /// <param name="withLeavers">Whether those that are leaving are meant too.</param>
    public void WantKill(Func<WorkerSlot, bool> which, bool withLeavers = false)
    {
        if (withLeavers) _unwantedLeavers = true;
        _unwanted = which;
        engine.Waits.Wake();
    }

    /// <summary>Takes that back, if there was no worker left to end.</summary>
    public void NoLongerWantKill() => _unwanted = null;

    private void KillAll(Func<WorkerSlot, bool> which)
    {
        foreach (var slot in engine.Slots)
        {
            if (which(slot)) Kill(slot, "the pool was terminated");
        }

        if (!_unwantedLeavers) return;
        _unwantedLeavers = false;
        engine.Departures.KillAll();
    }

    private bool TryHandle(WorkerSlot slot, WorkerLink link)
    {
        try
        {
            return link.TryHandle(slot, this);
        }
        catch (Exception error)
        {
            // Whatever the bytes led to, the books must go on.
            KillViolator(slot, "sent bytes that are no message: " + error.Message);
            return false;
        }
    }

    private void AttachNewWorkers()
    {
        if (engine.NewWorkers.Count == 0) return;
        lock (engine.Gate)
        {
            foreach (var slot in engine.NewWorkers) (slot.Link as ProcessLink)?.Attach();
            engine.NewWorkers.Clear();
        }

        // While nobody waits for anything else.
        if (!engine.UsesThreads) MemoryKills.Begin();

        // It watches over idle workers.
        engine.Driver.WishForThread();
    }

    private Chunk? Find(WorkerSlot slot, int number)
    {
        Chunk? chunk;
        lock (engine.Gate) chunk = slot.Find(number);
        if (chunk is null) KillViolator(slot, $"answered chunk {number}, which it does not have");
        return chunk;
    }

    private Chunk? Expected(WorkerSlot slot, int number, int from, int count, bool last)
    {
        if (Find(slot, number) is not { } chunk) return null;
        if (from == chunk.Received && count >= 0 && count <= chunk.Count - from && (!last || from + count == chunk.Count)) return chunk;
        KillViolator(slot, $"sent results {from} to {from + count} of a chunk of {chunk.Count}, of which {chunk.Received} had come");
        return null;
    }

    private void Book(WorkerSlot slot, Chunk chunk, int count, bool last, long ticks, int succeeded)
    {
        lock (engine.Gate)
        {
            var job = chunk.Job;
            chunk.Received += count;
            job.Succeeded += succeeded;
            slot.Heard(ticks, last);
            engine.Deaths.NoteWork();
            if (!job.HoldsUntilRead && job.IsOpen) job.Backpressure.Release(succeeded);
            if (last)
            {
                job.Adaptive?.Observe(chunk.Count, ticks);
                slot.Remove(chunk);
                job.ChunkEnded(chunk);
                engine.FinishIfDone(job);
            }

            if (job.IsOpen) job.Widen(engine.Slots);
            if (job.HoldsUntilRead) engine.Driver.Announce();
        }
    }

    private void FailResult(WorkerSlot slot, Chunk chunk, int offset, int to, Exception error)
    {
        engine.Failures.Take(slot, chunk, offset, FailureKind.Exception, error);
        engine.Failures.PutBack(chunk, offset + 1, to);
    }

    private void Close(WorkerSlot slot, Chunk chunk)
    {
        lock (engine.Gate)
        {
            slot.Remove(chunk);
            slot.Heard(0, last: true);
            chunk.Job.ChunkEnded(chunk);
            engine.FinishIfDone(chunk.Job);
        }
    }

    /// <summary>Ends a worker now.</summary>
    public void Kill(WorkerSlot slot, string because)
    {
        if (slot.Link is not { } link || slot.KilledBecause is not null) return;
        slot.KilledBecause = because;
        link.Kill();
        if (engine.UsesThreads) engine.Deaths.Bury(slot, link, default);
    }

    // A job that was cancelled or has failed waits for tasks that still run, but not for ever; and so does one with a task whose time is over.
    private bool EnforceGrace()
    {
        List<(WorkerSlot Slot, string Because)>? unwanted = null;
        lock (engine.Gate)
        {
            var now = Environment.TickCount64;
            foreach (var slot in engine.Slots)
            {
                if (slot.Queue.Count > 0 && Unwanted(slot, now) is { } because) (unwanted ??= []).Add((slot, because));
            }
        }

        if (unwanted is null) return false;
        var freed = false;
        foreach (var (slot, because) in unwanted)
        {
            Kill(slot, because);

            // A process is heard of again when it has ended; a thread that was left to itself is not, and its place is free now.
            freed |= slot.Link is null;
        }

        return freed;
    }

    private static string? Unwanted(WorkerSlot slot, long now)
    {
        if (slot.Overdue is { Expired: { } expired } late && expired.GraceEnds <= now) return $"its task ran longer than the limit of {late.Job.Call}";

        // At every turn of the driver: without a closure.
        foreach (var chunk in slot.Queue)
        {
            if (chunk.Job.IsEnding && chunk.Job.GraceEnds <= now) return $"its task went on after {chunk.Job.Call} had ended";
        }

        return null;
    }

    private bool TryBury(WorkerSlot slot, WorkerLink link)
    {
        if (link.Violation is { } violation) Kill(slot, $"it broke the channel's format: {violation}");
        if (!engine.Departures.MayBury(slot, link, out var exit)) return false;
        engine.Deaths.Bury(slot, link, exit);
        return true;
    }
}
