namespace Mpire.Engine;

/// <summary>
/// Workers that have said their last word while their processes still run: exit handlers write their logs, a dump is written. Nobody waits for them
/// who waits for results, and their places are free for others. Driver's thread, but for <see cref="Count"/>.
/// </summary>
internal sealed class Departures(PoolEngine engine)
{
    // Where the wait set cannot tell of an end.
    private const int TimeBetweenLooks = 5;

    // Where it can, there are limits to be kept all the same.
    private const int TimeBetweenChecks = 100;

    // One that ended in good order may take its time. One that fell silent is dying, or has lost its road and will never be heard of again.
    private static readonly TimeSpan LongestDeath = TimeSpan.FromSeconds(2);

    private readonly List<Leaver> _leavers = [];
    private int _count;

    /// <summary>How many there are, beside those that still hold their place. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A worker whose road has ended: takes its end note of, or frees its place, as soon as that can be.</summary>
    /// <param name="slot">Its place.</param>
    /// <param name="link">The worker.</param>
    /// <param name="exit">How it ended, if it has.</param>
    /// <returns>True if its books can be closed.</returns>
    public bool MayBury(WorkerSlot slot, WorkerLink link, out WorkerExit exit)
    {
        if (slot.RoadEnded == 0) slot.BeginDeparture(link.AwaitEnd());
        if (link.HasEnded(out exit)) return true;
        var isInOrder = slot is { HasSaidGoodbye: true, KilledBecause: null, Queue.Count: 0 };
        if (!isInOrder)
        {
            if (IsOver(slot.RoadEnded, LongestDeath)) link.Kill();
            return false;
        }

        // At most one per place, or handlers that never end would pile up processes.
        if (_leavers.Find(leaver => leaver.Place == slot.Id) is not { } former) return true;
        if (IsOver(former.Since, engine.Options.TerminateTimeout)) former.Link.Kill();
        return false;
    }

    /// <summary>Frees a place: of a worker that has ended, or leaves in good order.</summary>
    public void Vacate(WorkerSlot slot, WorkerLink link)
    {
        if (link.HasEnded(out _))
        {
            slot.Empty();
            return;
        }

        _leavers.Add(new Leaver(slot.Id, link, slot.RoadEnded, slot.IsEndTold));
        Note();
        slot.Vacate();
    }

    /// <summary>Notes the ends that have come.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Look()
    {
        var any = false;
        for (var i = _leavers.Count - 1; i >= 0; i--)
        {
            if (!_leavers[i].Link.HasEnded(out _)) continue;
            _leavers[i].Link.Dispose();
            _leavers.RemoveAt(i);
            any = true;
        }

        if (!any) return false;
        Note();
        engine.Driver.Announce();
        return true;
    }

    /// <summary>Ends them now.</summary>
    public void KillAll()
    {
        foreach (var leaver in _leavers) leaver.Link.Kill();
    }

    /// <summary>When to look again though nothing is heard: milliseconds, or <see cref="int.MaxValue"/>.</summary>
    public int NextLook()
    {
        var next = int.MaxValue;
        foreach (var leaver in _leavers)
        {
            if (!leaver.IsEndTold) next = TimeBetweenLooks;
        }

        foreach (var slot in engine.Slots)
        {
            if (slot.RoadEnded != 0) next = Math.Min(next, slot.IsEndTold ? TimeBetweenChecks : TimeBetweenLooks);
        }

        return next;
    }

    private static bool IsOver(long since, TimeSpan limit) =>
        limit != Timeout.InfiniteTimeSpan && Environment.TickCount64 - since > (long)limit.TotalMilliseconds;

    private void Note() => Volatile.Write(ref _count, _leavers.Count);

    private sealed record Leaver(int Place, WorkerLink Link, long Since, bool IsEndTold);
}
