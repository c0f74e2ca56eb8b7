using System.Diagnostics;
using Mpire.Scheduling;

namespace Mpire.Engine;

/// <summary>Gives chunks in line to workers, starts workers for them, and moves waiting chunks to idle workers. Under the engine's gate.</summary>
internal sealed class Dispatcher(PoolEngine engine)
{
    // Moving chunks that would be begun in a moment costs more than it gains.
    private static readonly long WorthMoving = Stopwatch.Frequency / 5000;

    // Of a worker whose chunks take less than some 60 µs: no longer than it takes to wake another.
    private const int QuickDepth = 8;

    private readonly WorkerChooser _chooser = new(engine.Options.OrderTasks, Environment.ProcessorCount);
    private readonly WorkerLoad[] _loads = new WorkerLoad[engine.Options.Workers];
    private readonly List<(Chunk Chunk, int Count)> _toCut = [];
    private readonly Births _births = new(engine);
    private bool _isMapsTurn;
    private long _now;

    /// <summary>Whether an idle worker may have to be given chunks of another soon, though nothing will be heard until then.</summary>
    public bool MustLookAgain { get; private set; }

    /// <summary>Chunks came back, or room came free, without an answer of a worker: the driver must dispatch once more.</summary>
    public void LookAgain() => MustLookAgain = true;

    /// <summary>Whether chunks wait because a worker's road is full (a large setup is on its way, say).</summary>
    public bool WaitsForRoom { get; private set; }

    /// <summary>Whether some worker, perhaps one that is yet to be started, has nothing to do.</summary>
    public bool HasIdleWorker
    {
        get
        {
            foreach (var slot in engine.Slots)
            {
                if (slot.Queue.Count == 0 && (slot.Link is null || slot.CanTakeWork)) return true;
            }

            return false;
        }
    }

    /// <summary>Does all there is to do now.</summary>
    public void Dispatch()
    {
        MustLookAgain = false;
        if (engine.Map is { IsOpen: true } map && engine.Jobs.Count > 1) SendCalls(map);
        Send();
        WaitsForRoom = Array.Exists(engine.Slots, slot => slot.Link is { HasRoom: false }) && engine.Jobs.Any(job => job.ReadyCount > 0);
        if (WaitsForRoom) engine.Driver.WakeOther();
        if (!engine.Options.OrderTasks && MoveWaitingChunks())
        {
            Send();

            // Behind another worker may wait more, for another idle one; and what waits for it may be all that runs, so that nothing is heard until then.
            LookAgainSoon();
        }

        if (_births.KeepWaiting) LookAgainSoon();
        foreach (var slot in engine.Slots) slot.Flush();
    }

    /// <summary>Tells a worker to end after what it has; chunks that it has not begun go to others.</summary>
    public static void StopWhenDone(WorkerSlot slot)
    {
        if (slot.IsStopping || slot.Link is null) return;
        slot.IsStopping = true;
        slot.Link.PostStop();
        slot.Link.Flush();
    }

    /// <summary>Cuts chunks that are longer than their worker may live. Driver's thread, outside the gate.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Cut()
    {
        if (_toCut.Count == 0) return false;
        (Chunk Chunk, int Count)[] cuts;
        lock (engine.Gate)
        {
            cuts = [.. _toCut];
            _toCut.Clear();
        }

        foreach (var (chunk, count) in cuts) Cut(chunk, count);
        return true;
    }

    private void Cut(Chunk chunk, int count)
    {
        var job = chunk.Job;
        try
        {
            var (head, tail) = (chunk.Part(0, count), chunk.Part(count, chunk.Count));
            chunk.Retire();
            lock (engine.Gate) job.EndSplit(head, tail);
        }
        catch (Exception error)
        {
            lock (engine.Gate)
            {
                job.EndCut();
                engine.EndJob(job, error);
            }
        }
    }

    // A call beside a map goes next: behind what runs, not behind all that waits. The map has every other turn, so that calls without end do not
    // starve it.
    private void SendCalls(Job map)
    {
        for (var i = 0; i < engine.Jobs.Count; i++)
        {
            var call = engine.Jobs[i];
            if (call == map || !call.IsOpen || call.FirstReady is not { } node) continue;
            MakeWay();
            if (_isMapsTurn && map.IsOpen && map.FirstReady is { } next)
            {
                Measure(map.Lifespan);
                if (!TrySend(map, next)) return;
                _isMapsTurn = false;
            }

            Measure(call.Lifespan);
            if (!TrySend(call, node)) return;
            _isMapsTurn = true;
        }
    }

    // Takes the waiting chunks of a map back from one worker where no call waits, if every worker has some.
    private void MakeWay()
    {
        WorkerSlot? from = null;
        foreach (var slot in engine.Slots)
        {
            if (slot.Link is null || (slot.CanTakeWork && slot.Queue.Count < 2)) return;
            if (slot.Queue.Count > 1 && !slot.Queue.Exists(static chunk => !chunk.Job.IsMap) && (from is null || slot.Queue.Count < from.Queue.Count)) from = slot;
        }

        if (from is null) return;
        from.TakeBackUnbegun();
        _isMapsTurn = false;
    }

    private void Send()
    {
        var measured = false;
        for (var i = 0; i < engine.Jobs.Count; i++)
        {
            var job = engine.Jobs[i];
            var node = job.FirstReady;
            while (job.IsOpen && node is not null)
            {
                if (!measured) Measure(job.Lifespan);
                measured = true;
                if (TrySend(job, node)) node = job.FirstReady;
                else node = engine.Options.OrderTasks ? node.Next : null;
            }

            // Another job may have another lifespan.
            if (engine.Jobs.Count > 1) measured = false;
        }
    }

    private bool TrySend(Job job, LinkedListNode<Chunk> node)
    {
        if (_toCut.Count > 0 && _toCut.Exists(cut => cut.Chunk.Job == job)) return false;
        var id = _chooser.Choose(node.Value.Index, node.Value.Count, _loads);
        if (id == WorkerChooser.None) return false;
        var slot = engine.Slots[id];
        if (slot.Link is null && engine.MustWaitForThreadPool())
        {
            LookAgainSoon();
            return false;
        }

        var isNew = slot.Link is null;
        if (isNew && !TryStart(slot)) return false;
        var left = _loads[id].RemainingTasks;
        if (left < node.Value.Count)
        {
            // By the driver, when it has let go of the gate: a chunk is written anew, perhaps by the user's serializer.
            _toCut.Add((node.Value, (int)left));
            job.BeginSplit(node);
            engine.Driver.WakeOther();
            return false;
        }

        var chunk = node.Value;
        job.Take(node);
        try
        {
            slot.Send(chunk);
        }
        catch (Exception error)
        {
            // A chunk that the road cannot take at all (too large, no memory) must not stay on the books.
            job.ChunkEnded(chunk);
            engine.EndJob(job, error);
            return false;
        }

        if (isNew && !_births.HaveRoom()) Measure(job.Lifespan);
        else _loads[id] = Load(slot, job.Lifespan);
        if (_loads[id].RemainingTasks == 0) StopWhenDone(slot);
        return true;
    }

    private bool TryStart(WorkerSlot slot)
    {
        try
        {
            engine.StartWorker(slot);
            return true;
        }
        catch (Exception error)
        {
            // Without workers nothing goes on: whoever waits is told why.
            engine.FailAll(error);
            return false;
        }
    }

    // "No task waits behind a slow one while another worker is idle."
    private bool MoveWaitingChunks()
    {
        var idle = -1;
        var unborn = -1;
        var waiting = false;
        var soon = false;
        var now = Stopwatch.GetTimestamp();
        foreach (var slot in engine.Slots)
        {
            if (slot.CanTakeWork && slot.Queue.Count == 0) idle = slot.Id;
            else if (slot.Link is null) unborn = slot.Id;
            else if (slot.Queue.Count > 1 || (slot.Queue.Count == 1 && slot.Link!.Board.LastClaimed == 0))
            {
                if (IsInAMoment(slot, now)) soon = true;
                else waiting = true;
            }
        }

        if (idle < 0 && unborn >= 0 && (waiting || soon))
        {
            if (_births.HaveRoom()) idle = unborn;
            else LookAgainSoon();
        }

        if (idle < 0) return false;
        if (!waiting)
        {
            if (soon) LookAgainSoon();
            return false;
        }

        Measure(lifespan: null);
        var from = _chooser.TakeBackFrom(idle, _loads);
        if (from == WorkerChooser.None) return false;
        var busy = engine.Slots[from];
        if (IsInAMoment(busy, now))
        {
            LookAgainSoon();
            return false;
        }

        busy.TakeBackUnbegun();
        return true;
    }

    // Whether what waits there is begun before it could be elsewhere.
    private static bool IsInAMoment(WorkerSlot slot, long now) => slot.LooksQuick && now - slot.LastNews < WorthMoving;

    private void LookAgainSoon()
    {
        MustLookAgain = true;
        engine.Driver.WakeOther();
    }

    private void Measure(int? lifespan)
    {
        _now = Stopwatch.GetTimestamp();
        var mayStart = _births.HaveRoom();
        for (var id = 0; id < _loads.Length; id++)
        {
            var slot = engine.Slots[id];
            if (slot.Link is not null && slot.TasksGiven >= lifespan) StopWhenDone(slot);
            _loads[id] = slot.Link is null && !mayStart ? Load(slot, lifespan) with { Depth = 0 } : Load(slot, lifespan);
        }
    }

    private WorkerLoad Load(WorkerSlot slot, int? lifespan) => new()
    {
        Queued = slot.Queue.Count,
        Unbegun = slot.CountUnbegun(),
        Depth = slot.Link is null ? 1 : slot.CanTakeWork ? slot.Depth.Depth : 0,
        RemainingTasks = lifespan is { } span ? Math.Max(0, span - (slot.Link is null ? 0 : slot.TasksGiven)) : long.MaxValue,
        IsStarted = slot.Link is not null,
        IsReady = slot.Link is { } link && link.Board.LastClaimed > 0,
        IsQuick = slot.Queue.Count > 0 && slot.Depth.Depth >= QuickDepth && IsInAMoment(slot, _now),
    };
}
