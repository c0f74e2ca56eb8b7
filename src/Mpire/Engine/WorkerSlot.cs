using System.Diagnostics;
using Mpire.Scheduling;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>The place of one worker in the pool: empty, or filled by a running worker and the chunks it has. Under the engine's gate, but
/// where noted.</summary>
internal sealed class WorkerSlot(int id)
{
    // Enough queued work to cover a wake-up several times over.
    private static readonly long TargetTicks = Stopwatch.Frequency / 2000;

    // A list: there are few, and a set of numbers would have to be compiled at the first start.
    private readonly List<int> _known = [];

    private CallContext? _context;

    public int Id { get; } = id;

    /// <summary>The worker; <see langword="null"/> in an empty slot. Changed by the driver only.</summary>
    public WorkerLink? Link { get; private set; }

    /// <summary>Which setup the worker was started with.</summary>
    public int SetupVersion { get; private set; }

    /// <summary>Number of the last job that the pool had had when the worker was started.</summary>
    public long BornFor { get; private set; }

    /// <summary>When it was: <see cref="Environment.TickCount64"/>.</summary>
    public long Filled { get; private set; }

    /// <summary>Number of the newest function that it was born with, where workers are.</summary>
    public int NewestInherited { get; private set; }

    /// <summary>Chunks sent and not finished, oldest first.</summary>
    public List<Chunk> Queue { get; } = [];

    public DepthControl Depth { get; } = new(TargetTicks);

    /// <summary>Tasks given to this worker since it was started.</summary>
    public long TasksGiven { get; set; }

    /// <summary>Number of the last chunk sent. Set from outside by tests alone.</summary>
    public int LastSent { get; set; }

    /// <summary>Whether the worker was told to end.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Whether it said that it ends in good order.</summary>
    public bool HasSaidGoodbye { get; set; }

    /// <summary>When its road was seen to have ended: <see cref="Environment.TickCount64"/>; 0 while it has not. Driver's thread.</summary>
    public long RoadEnded { get; private set; }

    /// <summary>Whether the wait set tells of its process's end.</summary>
    public bool IsEndTold { get; private set; }

    /// <summary>Why the pool itself ended it, if it did.</summary>
    public string? KilledBecause { get; set; }

    /// <summary>The chunk that it was told to stop, because a task of it has run too long.</summary>
    public Chunk? Overdue { get; set; }

    /// <summary>When it was heard of last, or got work after it had none; in ticks of <see cref="Stopwatch"/>.</summary>
    public long LastNews { get; private set; }

    /// <summary>Whether its last chunk took so little time that what waits there will be begun in a moment.</summary>
    public bool LooksQuick { get; private set; }

    /// <summary>Chunks were posted since the last flush.</summary>
    public bool NeedsFlush { get; set; }

    public bool CanTakeWork => Link is { HasRoom: true } && !IsStopping && KilledBecause is null && Overdue is null && RoadEnded == 0;

    public void Fill(WorkerLink link, int setupVersion, long bornFor, int newestInherited = 0)
    {
        NewestInherited = newestInherited;
        Link = link;
        SetupVersion = setupVersion;
        BornFor = bornFor;
        Filled = Environment.TickCount64;
        Queue.Clear();
        _known.Clear();
        _context = null;
        Depth.Reset();
        (TasksGiven, LastSent, IsStopping, HasSaidGoodbye, KilledBecause, LooksQuick) = (0, 0, false, false, null, false);
        RoadEnded = 0;
        Overdue = null;
    }

    /// <summary>Takes a chunk that has ended off the books of the worker.</summary>
    public void Remove(Chunk chunk)
    {
        Queue.Remove(chunk);
        if (Overdue == chunk) Overdue = null;
    }

    /// <summary>The worker is not heard of any more, though its process may run on.</summary>
    public void BeginDeparture(bool isEndTold) => (RoadEnded, IsEndTold) = (Math.Max(1, Environment.TickCount64), isEndTold);

    /// <summary>The worker is gone.</summary>
    public void Empty()
    {
        var link = Link;
        Vacate();
        link?.Dispose();
    }

    /// <summary>The worker leaves, and is somebody else's from now on.</summary>
    public void Vacate() => (Link, RoadEnded) = (null, 0);

    /// <summary>The worker answered.</summary>
    /// <param name="ticks">How long the chunk has run; 0 if that says nothing.</param>
    /// <param name="last">Whether the chunk has ended.</param>
    public void Heard(long ticks, bool last)
    {
        LastNews = Stopwatch.GetTimestamp();
        if (!last || ticks <= 0) return;
        Depth.Observe(ticks);
        LooksQuick = ticks < TargetTicks;
    }

    public void Send(Chunk chunk)
    {
        if (chunk.Job.Definition is { } definition && !_known.Contains(definition.Id))
        {
            _known.Add(definition.Id);
            Link!.Define(definition, isInherited: definition.Inherited is not null && definition.Id <= NewestInherited);
        }

        if (!ReferenceEquals(chunk.Job.Context, _context))
        {
            _context = chunk.Job.Context;
            Link!.Enter(_context);
        }

        LastSent = unchecked(LastSent + 1);
        if (LastSent == 0) LastSent = 1;
        chunk.Number = LastSent;
        Link!.Post(chunk);
        TasksGiven += chunk.Count;
        if (Queue.Count == 0) LastNews = Stopwatch.GetTimestamp();
        Queue.Add(chunk);
        NeedsFlush = true;
    }

    public void Flush()
    {
        if (!NeedsFlush) return;
        NeedsFlush = false;
        Link?.Flush();
    }

    public void Forget(int function)
    {
        if (Link is null || !_known.Remove(function)) return;
        Link.Forget(function);

        // What the function captured may be large, and the worker may hear of nothing else for long.
        NeedsFlush = true;
    }

    /// <summary>The chunk with this number; <see langword="null"/> if the worker has no such chunk.</summary>
    public Chunk? Find(int number)
    {
        foreach (var chunk in Queue)
        {
            if (chunk.Number == number) return chunk;
        }

        return null;
    }

    /// <summary>Takes back every chunk that the worker has not begun, newest first.</summary>
    public void TakeBackUnbegun()
    {
        if (Queue.Count == 0) return;
        var begun = Link!.Board.TakeBack(LastSent);
        for (var i = Queue.Count - 1; i >= 0 && WorkerBoard.IsAfter(Queue[i].Number, begun); i--)
        {
            var chunk = Queue[i];
            Queue.RemoveAt(i);
            TasksGiven -= chunk.Count;
            chunk.Job.TakeBack(chunk);
        }
    }

    /// <summary>Chunks that the worker has not begun, as of now.</summary>
    public int CountUnbegun()
    {
        if (Link is null || Queue.Count == 0) return 0;
        var begun = Link.Board.LastClaimed;
        var count = 0;
        for (var i = Queue.Count - 1; i >= 0 && WorkerBoard.IsAfter(Queue[i].Number, begun); i--) count++;
        return count;
    }
}
