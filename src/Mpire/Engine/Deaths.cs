using Mpire.Starting;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Closes the books of workers that are gone: what they ran fails by its map's policy, what they had not begun goes to others. Driver's thread.</summary>
internal sealed class Deaths(PoolEngine engine)
{
    private const int MostEarlyDeaths = 3;

    // Workers in a row that ended before they began a task: the fourth would end the same way.
    private int _early;

    /// <summary>A worker has worked: those that are started can live.</summary>
    public void NoteWork() => _early = 0;

    /// <summary>A worker is gone, or is left to itself.</summary>
    /// <param name="slot">Its place, free from now on.</param>
    /// <param name="link">The worker.</param>
    /// <param name="exit">How it ended.</param>
    public void Bury(WorkerSlot slot, WorkerLink link, WorkerExit exit)
    {
        // Before the calls hear of it.
        if (slot.HasSaidGoodbye && slot.KilledBecause is null) PoolEventSource.Listened?.WorkerEnded(engine.Number, slot.Id, link.ProcessId);
        else PoolEventSource.Listened?.WorkerDied(engine.Number, slot.Id, link.ProcessId, What(slot, exit));
        Chunk[] begun;
        lock (engine.Gate)
        {
            // First, because an abandoned thread may be about to begin the next chunk.
            slot.TakeBackUnbegun();
            begun = [.. slot.Queue];
        }

        var hasBegun = link.Board.LastClaimed != 0 && (WorkerPhase)link.Board.Phase != WorkerPhase.Init;
        foreach (var chunk in begun) Settle(slot, link, exit, chunk, hasBegun);
        lock (engine.Gate)
        {
            foreach (var chunk in begun)
            {
                slot.Remove(chunk);
                chunk.Job.ChunkEnded(chunk);
                engine.FinishIfDone(chunk.Job);
            }

            // Refused once is refused always: the words say what to change. The calls of one moment are told once, not the next one by a latecomer.
            if (link.Refusal is { } refusal) engine.FailAll(refusal, slot.BornFor);
            NoteEarly(slot, link, exit, hasBegun);
            if (slot is { IsStopping: true, HasSaidGoodbye: false, KilledBecause: null } && hasBegun && engine.Setup!.Program.HasExit)
                engine.ExitFailure ??= new WorkerDiedException($"Worker-{slot.Id} (process {link.ProcessId}) ended with {exit} in its exit hook.", slot.Id, link.ProcessId, exit);
            engine.NewWorkers.Remove(slot);
            engine.Departures.Vacate(slot, link);
            engine.Driver.Announce();
        }
    }

    // The task that it ran is to blame, if it was one.
    private void Settle(WorkerSlot slot, WorkerLink link, WorkerExit exit, Chunk chunk, bool hasBegun)
    {
        if (!chunk.Job.IsOpen) return;
        if (!hasBegun)
        {
            engine.Failures.PutBack(chunk, 0, chunk.Count);
            return;
        }

        var offset = (int)Math.Clamp(link.Board.CurrentTask - 1 - chunk.First, chunk.Received, chunk.Count - 1);
        engine.Failures.TakeRest(slot, chunk, offset, FailureKind.Death, DescribeDeath(slot, link, exit, chunk.First + offset, chunk.Job.Call));
    }

    private void NoteEarly(WorkerSlot slot, WorkerLink link, WorkerExit exit, bool hasBegun)
    {
        if (hasBegun || slot.IsStopping || slot.KilledBecause is not null || link.Refusal is not null || ++_early < MostEarlyDeaths) return;
        _early = 0;
        engine.FailAll(DescribeStart(slot, link, exit));
    }

    private static WorkerDiedException DescribeDeath(WorkerSlot slot, WorkerLink link, WorkerExit exit, long task, string call)
    {
        const int Sigkill = 9;
        bool? forMemory = slot.KilledBecause is null && exit.Signal == Sigkill ? MemoryKills.TakeOne() : null;
        var peak = link.PeakMemory;
        var guess = (slot.KilledBecause, forMemory) switch
        {
            (not null, _) => "",
            (_, true) => " The system killed it for want of memory, as its control group has counted. Give tasks less at a time, use fewer workers, or raise the limit.",
            (_, false) => " Something outside killed it; not for want of memory, as its control group says.",
            _ => " The task crashed or ended its process, or something outside killed it.",
        };
        return new(
            $"Worker-{slot.Id} (process {link.ProcessId}) {What(slot, exit)} while it ran task {task} of {call}.{guess}"
            + (peak is { } bytes ? $" It had up to {bytes >> 20} MB in use." : ""),
            slot.Id,
            link.ProcessId,
            exit)
        {
            WasOutOfMemory = forMemory,
            PeakMemory = peak,
        };
    }

    private static WorkerStartException DescribeStart(WorkerSlot slot, WorkerLink link, WorkerExit exit) => new(
        $"Worker-{slot.Id} (process {link.ProcessId}) {What(slot, exit)} before its first task, {MostEarlyDeaths} times in a row. Look at what it printed; the "
        + "program must be able to start a second time, and its init hook to end.",
        slot.Id,
        innerException: null)
    { Exit = exit };

    private static string What(WorkerSlot slot, WorkerExit exit) => slot.KilledBecause is { } reason ? $"was ended because {reason}" : $"ended with {exit}";
}
