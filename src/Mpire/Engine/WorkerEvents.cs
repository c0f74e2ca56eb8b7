using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>What workers say and what becomes of them: notices, decides, and tells the jobs. Driver's thread.</summary>
internal sealed class WorkerEvents(PoolEngine engine)
{
    private const int MostEarlyDeaths = 3;
    private const int RoomPoll = 5;

    // Workers in a row that ended before they began a task: the fourth would end the same way.
    private int _earlyDeaths;
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

        lock (engine.Gate)
        {
            any |= EnforceGrace();
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
        lock (engine.Gate)
        {
            foreach (var job in engine.Jobs)
            {
                if (job.IsEnding) next = Math.Min(next, job.GraceEnds);
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
            // A result that cannot be rebuilt, or whose reader throws, is its task's failure.
            Fail(slot, chunk, from + Math.Max(0, failed), error);
        }

        Book(slot, chunk, count, last, ticks);
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
            Fail(slot, chunk, from, error);
        }

        Book(slot, chunk, count, last, ticks);
    }

    public void FailTask(WorkerSlot slot, int number, long index, Exception error)
    {
        if (Find(slot, number) is not { } chunk) return;
        Fail(slot, chunk, (int)Math.Clamp(index - chunk.First, 0, chunk.Count - 1), error);
        Close(slot, chunk);
    }

    public void CloseChunk(WorkerSlot slot, int number)
    {
        if (Find(slot, number) is { } chunk) Close(slot, chunk);
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

    private void Book(WorkerSlot slot, Chunk chunk, int count, bool last, long ticks)
    {
        lock (engine.Gate)
        {
            var job = chunk.Job;
            chunk.Received += count;
            slot.Heard(ticks, last);
            _earlyDeaths = 0;
            if (!job.HoldsUntilRead && job.IsOpen) job.Backpressure.Release(count);
            if (last)
            {
                job.Adaptive?.Observe(chunk.Count, ticks);
                slot.Queue.Remove(chunk);
                job.ChunkEnded(chunk);
                engine.FinishIfDone(job);
            }

            if (job.IsOpen) job.Widen(engine.Slots);
            if (job.HoldsUntilRead) engine.Driver.Announce();
        }
    }

    private void Fail(WorkerSlot slot, Chunk chunk, int offset, Exception error)
    {
        TaskFailure.Attach(error, slot.Id, chunk.First + offset, chunk.ItemAt(offset), engine.UsesThreads ? null : chunk.Job.Hint);
        PoolEventSource.Listened?.TaskFailed(engine.Number, chunk.Job.Call, chunk.First + offset, slot.Id, error.Message);
        lock (engine.Gate) engine.EndJob(chunk.Job, error);
    }

    private void Close(WorkerSlot slot, Chunk chunk)
    {
        lock (engine.Gate)
        {
            slot.Queue.Remove(chunk);
            slot.Heard(0, last: true);
            chunk.Job.ChunkEnded(chunk);
            engine.FinishIfDone(chunk.Job);
        }
    }

    private void Kill(WorkerSlot slot, string because)
    {
        if (slot.Link is not { } link || slot.KilledBecause is not null) return;
        slot.KilledBecause = because;
        link.Kill();
        if (engine.UsesThreads) Bury(slot, link, default);
    }

    // A job that was cancelled or has failed waits for tasks that still run, but not for ever.
    private bool EnforceGrace()
    {
        var now = Environment.TickCount64;
        var freed = false;
        foreach (var slot in engine.Slots)
        {
            if (slot.Queue.Find(chunk => chunk.Job.IsEnding && chunk.Job.GraceEnds <= now) is not { } unwanted) continue;
            Kill(slot, $"its task went on after {unwanted.Job.Call} had ended");

            // A process is heard of again when it has ended; a thread that was left to itself is not, and its place is free now.
            freed |= slot.Link is null;
        }

        return freed;
    }

    private bool TryBury(WorkerSlot slot, WorkerLink link)
    {
        if (link.Violation is { } violation) Kill(slot, $"it broke the channel's format: {violation}");
        if (!engine.Departures.MayBury(slot, link, out var exit)) return false;
        Bury(slot, link, exit);
        return true;
    }

    private void Bury(WorkerSlot slot, WorkerLink link, WorkerExit exit)
    {
        // Before the calls hear of it.
        if (slot.HasSaidGoodbye && slot.KilledBecause is null) PoolEventSource.Listened?.WorkerEnded(engine.Number, slot.Id, link.ProcessId);
        else PoolEventSource.Listened?.WorkerDied(engine.Number, slot.Id, link.ProcessId, What(slot, exit));
        lock (engine.Gate)
        {
            // First, because an abandoned thread may be about to begin the next chunk.
            slot.TakeBackUnbegun();
            var begun = link.Board.LastClaimed;
            var early = begun == 0 && !slot.IsStopping && slot.KilledBecause is null && link.Refusal is null;
            var task = link.Board.CurrentTask - 1;
            foreach (var chunk in slot.Queue.ToArray())
            {
                slot.Queue.Remove(chunk);
                if (chunk.Job.IsOpen)
                {
                    var offset = (int)Math.Clamp(task - chunk.First, chunk.Received, chunk.Count - 1);
                    var death = DescribeDeath(slot, link, exit, chunk.First + offset, chunk.Job.Call);
                    TaskFailure.Attach(death, slot.Id, chunk.First + offset, chunk.ItemAt(offset));
                    engine.EndJob(chunk.Job, death);
                }

                chunk.Job.ChunkEnded(chunk);
                engine.FinishIfDone(chunk.Job);
            }

            // Refused once is refused always: the words say what to change. The calls of one moment are told once, not the next one by a latecomer.
            if (link.Refusal is { } refusal) engine.FailAll(refusal, slot.BornFor);

            if (early && ++_earlyDeaths >= MostEarlyDeaths)
            {
                _earlyDeaths = 0;
                engine.FailAll(DescribeStart(slot, link, exit));
            }

            if (slot is { IsStopping: true, HasSaidGoodbye: false, KilledBecause: null } && begun > 0 && engine.Setup!.Program.HasExit)
                engine.ExitFailure ??= new WorkerDiedException($"Worker-{slot.Id} (process {link.ProcessId}) ended with {exit} in its exit hook.", slot.Id, link.ProcessId, exit);
            engine.NewWorkers.Remove(slot);
            engine.Departures.Vacate(slot, link);
            engine.Driver.Announce();
        }
    }

    private static WorkerDiedException DescribeDeath(WorkerSlot slot, WorkerLink link, WorkerExit exit, long task, string call) => new(
        $"Worker-{slot.Id} (process {link.ProcessId}) {What(slot, exit)} while it ran task {task} of {call}. The task crashed or ended its process, or something "
        + "outside killed it.",
        slot.Id,
        link.ProcessId,
        exit);

    private static WorkerStartException DescribeStart(WorkerSlot slot, WorkerLink link, WorkerExit exit) => new(
        $"Worker-{slot.Id} (process {link.ProcessId}) {What(slot, exit)} before its first task, {MostEarlyDeaths} times in a row. Look at what it printed; the "
        + "program must be able to start a second time.",
        slot.Id,
        innerException: null)
    { Exit = exit };

    private static string What(WorkerSlot slot, WorkerExit exit) => slot.KilledBecause is { } reason ? $"was ended because {reason}" : $"ended with {exit}";
}
