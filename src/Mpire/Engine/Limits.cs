using System.Diagnostics;
using Mpire.Interop;
using Mpire.Interop.Linux;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Watches over the time that tasks and hooks may take. Driver's thread.</summary>
/// <remarks>
/// Looks at the workers' boards now and then: what runs at two looks without a change has run at least as long as the time between them. So a task needs no
/// clock and no timer of its own, and is never taken for longer than it is.
/// </remarks>
internal sealed class Limits(PoolEngine engine)
{
    // Between two looks, milliseconds: a sixteenth of the shortest limit, but not so often that looking is felt.
    private const int ShortestPause = 1;
    private const int LongestPause = 10;
    private const int TimeBetweenMeasures = 20;

    private readonly double _shortestForHooks = Math.Min(Milliseconds(engine.Options.WorkerInitTimeout), Milliseconds(engine.Options.WorkerExitTimeout));
    private readonly Seen[] _seen = new Seen[engine.Options.Workers];
    private readonly (WorkerLink? Link, long Bytes)[] _births = new (WorkerLink?, long)[engine.Options.Workers];
    private long _lastLook;
    private long _lastMeasure;

    /// <summary>Looks, if it is time to, and ends what is over its limit.</summary>
    /// <returns>Whether there was any.</returns>
    public bool Enforce()
    {
        if (!Applies) return false;
        var now = Stopwatch.GetTimestamp();
        if (Milliseconds(now - _lastLook) < Pause) return false;
        _lastLook = now;
        var any = engine.Options.WorkerMemoryHardLimit is { } most && HasJobs && EnforceMemory(most, now);
        foreach (var slot in engine.Slots)
        {
            if (slot.Link is { } link && slot.KilledBecause is null) any |= Enforce(slot, link, now);
            else _seen[slot.Id] = default;
        }

        return any;
    }

    /// <summary>When to look again: milliseconds, or <see cref="int.MaxValue"/>.</summary>
    public int NextLook() => Applies ? Pause : int.MaxValue;

    private bool Applies =>
        engine.LimitedJobs > 0
        || (_shortestForHooks < double.PositiveInfinity && engine.HasWorkers)
        || (engine.Options.WorkerMemoryHardLimit is not null && HasJobs);

    private bool HasJobs => engine.Jobs.Count > 0 && !engine.UsesThreads;

    private int Pause => (int)Math.Clamp(Math.Min(engine.ShortestLimit, _shortestForHooks) / 16, ShortestPause, LongestPause);

    private bool EnforceMemory(long most, long now)
    {
        if (Milliseconds(now - _lastMeasure) < TimeBetweenMeasures) return false;
        _lastMeasure = now;
        var any = false;
        foreach (var slot in engine.Slots)
        {
            if (slot.Link is not { ProcessId: > 0 } link || slot.KilledBecause is not null) continue;
            var used = Measure(link.ProcessId);
            ref var birth = ref _births[slot.Id];

            // A copy of another process shares its memory: what it grows by counts.
            if (birth.Link != link) birth = (link, engine.ExpectsFunctions ? used : 0);
            if (used - birth.Bytes <= most) continue;
            engine.Events.Kill(slot, $"it had {(used - birth.Bytes) >> 20} MB in use, more than WorkerMemoryHardLimit allows ({most >> 20} MB)");
            any = true;
        }

        return any;
    }

    private static long Measure(int processId)
    {
        if (Platform.HasLinuxPath) return ResidentMemory.Of(processId);
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.WorkingSet64;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It has ended.
            return 0;
        }
    }

    private bool Enforce(WorkerSlot slot, WorkerLink link, long now)
    {
        var board = link.Board;
        var seen = new Seen(link, board.LastClaimed, board.CurrentTask, (WorkerPhase)board.Phase, now);
        ref var before = ref _seen[slot.Id];
        if (!seen.IsSame(before))
        {
            before = seen;
            return false;
        }

        var time = Stopwatch.GetElapsedTime(before.Since, now);
        switch (seen.Phase)
        {
            case WorkerPhase.Init when IsOver(time, engine.Options.WorkerInitTimeout): return EndInit(slot);
            case WorkerPhase.Exit when IsOver(time, engine.Options.WorkerExitTimeout): return EndExit(slot);
            case WorkerPhase.Work when seen.Task > 0: return EndTask(slot, link, seen, time);
            default: return false;
        }
    }

    private bool EndTask(WorkerSlot slot, WorkerLink link, in Seen seen, TimeSpan time)
    {
        Chunk? chunk;
        lock (engine.Gate) chunk = slot.Find(seen.Chunk);
        if (chunk is not { Expired: null, Job: { IsOpen: true } job } || !IsOver(time, job.TaskTimeout)) return false;
        var offset = seen.Task - 1 - chunk.First;
        if (offset < chunk.Received || offset >= chunk.Count) return false;
        var limit = job.TaskTimeout!.Value;
        var error = new WorkerTimeoutException(
            $"Task {seen.Task - 1} of {job.Call} ran longer than its limit of {Text(limit)} in Worker-{slot.Id}. Give it more time (TaskTimeout), or less to do.",
            limit,
            slot.Id,
            seen.Task - 1,
            chunk.ItemAt((int)offset));
        if (!job.Failures.ContinueOnFailure && job.Failures.TimeoutRetries == 0)
        {
            engine.Failures.Take(slot, chunk, (int)offset, FailureKind.Timeout, error);
            return true;
        }

        lock (engine.Gate)
        {
            if (link.Board.CurrentTask != seen.Task) return false;
            chunk.Expired = new Expiry((int)offset, error, engine.GraceFromNow());
            slot.TakeBackUnbegun();
            slot.Overdue = chunk;
            link.Cancel(chunk.Number);
            engine.Dispatcher.LookAgain();
        }

        return true;
    }

    private bool EndInit(WorkerSlot slot)
    {
        var limit = engine.Options.WorkerInitTimeout!.Value;
        var error = new WorkerTimeoutException(
            $"The init hook of Worker-{slot.Id} ran longer than its limit of {Text(limit)}. Give it more time (WorkerInitTimeout), or less to do.", limit, slot.Id, null, null);
        engine.Events.FailAllCalls(slot, init: true, error);
        engine.Events.Kill(slot, "its init hook ran longer than WorkerInitTimeout");
        return true;
    }

    private bool EndExit(WorkerSlot slot)
    {
        var limit = engine.Options.WorkerExitTimeout!.Value;
        var error = new WorkerTimeoutException(
            $"The exit hook of Worker-{slot.Id} ran longer than its limit of {Text(limit)}. Give it more time (WorkerExitTimeout), or less to do.", limit, slot.Id, null, null);
        engine.Events.NoteExitFailure(slot, error);
        engine.Events.Kill(slot, "its exit hook ran longer than WorkerExitTimeout");
        return true;
    }

    private static bool IsLimit(TimeSpan? limit) => limit is { } time && time != Timeout.InfiniteTimeSpan;

    private static bool IsOver(TimeSpan time, TimeSpan? limit) => IsLimit(limit) && time >= limit;

    private static double Milliseconds(TimeSpan? limit) => IsLimit(limit) ? limit!.Value.TotalMilliseconds : double.PositiveInfinity;

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private static string Text(TimeSpan time) => time.TotalSeconds < 60 ? $"{time.TotalSeconds:0.###} s" : time.ToString();

    // What a worker was about when that was seen first.
    private readonly record struct Seen(WorkerLink? Link, int Chunk, long Task, WorkerPhase Phase, long Since)
    {
        public bool IsSame(in Seen other) => ReferenceEquals(Link, other.Link) && Chunk == other.Chunk && Task == other.Task && Phase == other.Phase;
    }
}
