using Mpire.Scheduling;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>
/// One call: its input, its chunks under way and its end. The books (everything but reading and decoding) are kept under the engine's gate.
/// </summary>
internal abstract class Job
{
    private readonly TaskCompletionSource? _completion;
    private readonly LinkedList<Chunk> _ready = new();
    private volatile JobState _state;
    private readonly List<(Chunk Chunk, long Due)> _delayed = [];
    private readonly List<UnsentItem> _unsent = [];
    private Exception? _inputFailure;
    private int _cuts;

    /// <summary>Whether this is a map, of which a pool runs one at a time.</summary>
    public required bool IsMap { get; init; }

    /// <summary>Whether nobody waits in a way that drives the pool: the pool's own thread must.</summary>
    public required bool IsAsync
    {
        get => _completion is not null;
        init => _completion = value ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
    }

    /// <summary>The context of the call that its tasks are to see.</summary>
    public CallContext? Context { get; set; }

    /// <summary>How many jobs the pool had had when it was opened, itself included.</summary>
    public long Ordinal { get; set; }

    /// <summary>The thread that took results last, of a map that is read by a loop.</summary>
    public int ReaderThread { get; set; }

    /// <summary>The pool, which must not be given up by its finalizer while the job is open.</summary>
    public object? Owner { get; set; }

    /// <summary>What reads its input.</summary>
    public Feeder? Feeder { get; set; }

    /// <summary>What the user called, for messages.</summary>
    public required string Call { get; init; }

    public required ChunkPlan Plan { get; init; }

    public required Backpressure Backpressure { get; init; }

    public int? Lifespan { get; init; }

    /// <summary>How long a task may run.</summary>
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>What becomes of it when a task fails.</summary>
    public FailurePolicy Failures { get; init; } = FailurePolicy.FailFast;

    /// <summary>Whether a chunk goes on behind a task that has thrown.</summary>
    public bool GoesOn => Failures.ContinueOnFailure || Failures.ExceptionRetries > 0;

    /// <summary>How many tasks have ended well. Driver's thread.</summary>
    public long Succeeded { get; set; }

    /// <summary>How many items there are, where that is certain and need not be found out by reading on.</summary>
    public long? EndsAt { get; init; }

    /// <summary>Grows chunks where the plan cannot.</summary>
    public AdaptiveChunk? Adaptive { get; init; }

    /// <summary>Whether <see cref="Backpressure"/> follows the depth of the workers' queues, because the caller gave no limit.</summary>
    public bool FollowsDepth { get; init; }

    /// <summary>The function, with how it is called.</summary>
    public abstract TaskFunction Function { get; }

    /// <summary>The function as worker processes know it.</summary>
    public FunctionDefinition? Definition { get; set; }

    /// <summary>Why it failed; set once, when it begins to end.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>When workers that still run its tasks are ended: <see cref="Environment.TickCount64"/>; only while it ends.</summary>
    public long GraceEnds { get; private set; }

    public bool IsOpen => _state == JobState.Open;

    public bool IsEnding => _state == JobState.Ending;

    /// <summary>Whether nothing of it is left in the pool. Any thread, without the gate.</summary>
    public bool IsDone => _state == JobState.Done;

    /// <summary>Ends, without an exception of its own, when the job is done: callers look at <see cref="Failure"/>. Only where <see cref="IsAsync"/>.</summary>
    public Task Completion => _completion!.Task;

    /// <summary>Told when there is room to read on, or no need to.</summary>
    public JobSignal Room { get; } = new();

    /// <summary>Told when the job is done.</summary>
    public Action? OnDone { get; init; }

    /// <summary>Chunks at workers.</summary>
    public int ChunksOut { get; private set; }

    public int ReadyCount => _ready.Count;

    public bool InputEnded { get; private set; }

    protected long ChunksRead { get; private set; }

    protected long TasksRead { get; private set; }

    /// <summary>Numbers the next chunk's tasks. One thread at a time.</summary>
    protected (long Index, long First) Number(int count)
    {
        var number = (ChunksRead, TasksRead);
        ChunksRead++;
        TasksRead += count;
        return number;
    }

    /// <summary>Whether chunks may be shorter than planned: nobody asked for their size, nor where each of them has to run.</summary>
    public bool MayBeCut { get; init; }

    /// <summary>Whether the feeder should read on: whether there is room for the next chunk as a whole, or the feeder would ask in vain, over and
    /// over.</summary>
    public bool WantsInput => IsOpen && !InputEnded && Backpressure.HasRoom(NextLength);

    /// <summary>Length of the chunk to read next.</summary>
    /// <remarks>At least 1 even behind the planned end, where reading finds out whether the input keeps its promised length.</remarks>
    public int NextLength => Adaptive is { } adaptive ? adaptive.Size : Math.Max(1, Plan.LengthOf(ChunksRead));

    /// <summary>Puts a chunk that was read in line.</summary>
    public void Add(Chunk chunk)
    {
        _ready.AddLast(chunk);
        if (TasksRead == EndsAt) InputEnded = true;
    }

    /// <summary>Notes an item that could not be written, for the driver to see to.</summary>
    public void AddUnsent(UnsentItem item)
    {
        _unsent.Add(item);
        if (TasksRead == EndsAt) InputEnded = true;
    }

    /// <summary>The next of those, which stays on the books until it is told to be done with.</summary>
    public UnsentItem? FirstUnsent => _unsent.Count > 0 ? _unsent[0] : null;

    /// <summary>It is done with.</summary>
    public void RemoveUnsent(UnsentItem item) => _unsent.Remove(item);

    /// <summary>A chunk is cut short beside the feeder: the job does not end before it is in line, whatever the feeder finds.</summary>
    protected void BeginCut() => Interlocked.Increment(ref _cuts);

    /// <summary>It is in line, or cannot be.</summary>
    public void EndCut() => Interlocked.Decrement(ref _cuts);

    /// <summary>Nothing more comes from the input.</summary>
    /// <param name="failure">Why, if that is not its end: the job fails with it when all tasks that were read are done.</param>
    public void EndInput(Exception? failure = null)
    {
        InputEnded = true;
        _inputFailure ??= failure;
    }

    /// <summary>The chunk at the head of the line; the line is not empty.</summary>
    public LinkedListNode<Chunk>? FirstReady => _ready.First;

    public void Take(LinkedListNode<Chunk> node)
    {
        _ready.Remove(node);
        ChunksOut++;
    }

    /// <summary>A chunk that was out comes back to the head of the line.</summary>
    public void TakeBack(Chunk chunk)
    {
        ChunksOut--;
        PutBack(chunk);
    }

    /// <summary>Puts a chunk at the head of the line; drops it if nobody wants it any more.</summary>
    public void PutBack(Chunk chunk)
    {
        if (IsOpen) _ready.AddFirst(chunk);
        else chunk.Retire();
    }

    /// <summary>Puts a chunk in line when its time has come.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="due">When: <see cref="Environment.TickCount64"/>.</param>
    public void Delay(Chunk chunk, long due)
    {
        if (IsOpen) _delayed.Add((chunk, due));
        else chunk.Retire();
    }

    /// <summary>Puts those in line whose time has come.</summary>
    /// <returns>Whether there were any.</returns>
    public bool PutDue()
    {
        if (_delayed.Count == 0) return false;
        var now = Environment.TickCount64;
        var due = _delayed.FindAll(delayed => delayed.Due <= now);
        _delayed.RemoveAll(delayed => delayed.Due <= now);
        foreach (var (chunk, _) in due) _ready.AddFirst(chunk);
        return due.Count > 0;
    }

    /// <summary>When the next one's time comes; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDue => _delayed.Count == 0 ? long.MaxValue : _delayed.Min(static delayed => delayed.Due);

    /// <summary>Takes a chunk out of line, to be replaced by two: the job does not end before that.</summary>
    public void BeginSplit(LinkedListNode<Chunk> node)
    {
        _ready.Remove(node);
        BeginCut();
    }

    /// <summary>Puts the two in its place.</summary>
    public void EndSplit(Chunk head, Chunk tail)
    {
        EndCut();
        PutBack(tail);
        PutBack(head);
    }

    /// <summary>A chunk that was out has ended, with all its results or without.</summary>
    public void ChunkEnded(Chunk chunk)
    {
        ChunksOut--;
        chunk.Retire();
    }

    /// <summary>Begins the end: what waits is dropped, what runs gets until <paramref name="graceEnds"/>.</summary>
    public bool BeginEnd(Exception? failure, long graceEnds)
    {
        if (!IsOpen) return false;
        Failure = failure;
        GraceEnds = graceEnds;
        InputEnded = true;
        foreach (var chunk in _ready) chunk.Retire();
        foreach (var (chunk, _) in _delayed) chunk.Retire();
        _ready.Clear();
        _delayed.Clear();
        _unsent.Clear();
        _state = JobState.Ending;
        return true;
    }

    /// <summary>Ends the job if nothing of it is left.</summary>
    /// <returns>True if this call ended it.</returns>
    public bool TryFinish()
    {
        if (ChunksOut > 0 || IsDone) return false;
        if (IsOpen)
        {
            if (!InputEnded || _ready.Count > 0 || _delayed.Count > 0 || _unsent.Count > 0 || Volatile.Read(ref _cuts) > 0) return false;
            Failure = _inputFailure ?? SumOfFailures();
        }

        _state = JobState.Done;
        Owner = null;
        return true;
    }

    /// <summary>What the thread that called sleeps on, once it does.</summary>
    public Sleeper? Sleeper { get; set; }

    /// <summary>Tells those who await. Under the gate: continuations run elsewhere.</summary>
    public void Announce()
    {
        Room.Release();
        _completion?.TrySetResult();
        OnDone?.Invoke();
    }

    /// <summary>Lets more tasks be under way when the workers turn out to be quick, unless the caller gave a limit.</summary>
    public void Widen(WorkerSlot[] slots)
    {
        if (!FollowsDepth) return;
        var depth = 2;
        foreach (var slot in slots) depth = Math.Max(depth, slot.Depth.Depth);
        Backpressure.MaxTasksActive = Backpressure.DefaultMaxTasksActive(slots.Length, Adaptive?.Size ?? Plan.ChunkSize, depth);
    }

    /// <summary>Reads, and for worker processes writes, the next chunk. Runs user code: outside the gate, one thread at a time.</summary>
    /// <param name="count">Its length.</param>
    /// <param name="codec">How to write; <see langword="null"/> for worker threads.</param>
    public abstract ReadChunk Read(int count, PayloadCodec? codec);

    /// <summary>The user's function.</summary>
    public abstract Delegate Task { get; }

    /// <summary>What may explain a failure of the function in a process; <see langword="null"/> if nothing is known.</summary>
    public abstract string? Hint { get; }

    /// <summary>As <see cref="Read"/>, for inputs that must be awaited; others answer at once.</summary>
    public abstract ValueTask<ReadChunk> ReadAsync(int count, PayloadCodec? codec, CancellationToken cancellationToken);

    /// <summary>Whether items have been read that still wait for the rest of their chunk. Any thread.</summary>
    public abstract bool HasGathered { get; }

    /// <summary>Makes a chunk of the items that wait for the rest of theirs, while another thread reads. Outside the gate.</summary>
    /// <returns>The chunk; none if none wait.</returns>
    public abstract ReadChunk CutShort(PayloadCodec? codec);

    /// <summary>Lets the feeder hear of the first item of each chunk.</summary>
    public abstract void HearOfFirstItems(Action onFirst);

    /// <summary>Takes results that came as bytes. Driver's thread, outside the gate.</summary>
    /// <param name="chunk">Whose results.</param>
    /// <param name="from">The first of them, counted in the chunk.</param>
    /// <param name="count">How many.</param>
    /// <param name="codec">How to read.</param>
    /// <param name="reader">Where from.</param>
    /// <param name="failed">Set before an exception is thrown: the result that cannot be read, counted from <paramref name="from"/>, where that is
    /// known; otherwise -1.</param>
    /// <exception cref="SerializationException">They cannot be read.</exception>
    public abstract void Accept(Chunk chunk, int from, int count, PayloadCodec codec, PayloadReader reader, out int failed);

    /// <summary>Takes results of a worker thread.</summary>
    public abstract void Accept(Chunk chunk, int from, int count, ResultBlock block);

    /// <summary>Whether results stay on the books until they are read.</summary>
    public abstract bool HoldsUntilRead { get; }

    /// <summary>Closes the input. The feeder's thread.</summary>
    public abstract ValueTask CloseInputAsync();

    /// <summary>Puts a failure where the task's result would have been, or notes it if there is no such place. Driver's thread, outside the gate.</summary>
    public abstract void PlaceFailure(long index, Exception error);

    /// <summary>What a call without results throws at its end, if tasks have failed.</summary>
    protected abstract Exception? SumOfFailures();

    private enum JobState
    {
        Open,
        Ending,
        Done,
    }
}

/// <summary>What one reading has brought.</summary>
/// <param name="Chunk">What is to be sent; <see langword="null"/> if there was nothing, or all of it was sent before.</param>
/// <param name="Items">How many items were read.</param>
/// <param name="Failure">Why the item after those of the chunk cannot be written, if that is so: nothing more is to be read.</param>
internal readonly record struct ReadChunk(Chunk? Chunk, int Items, Exception? Failure = null)
{
    /// <summary>Whether the input has ended.</summary>
    public bool IsEnd => Items == 0;

    /// <summary>What there is instead of the one chunk, where some items could not be written.</summary>
    public BrokenChunk? Broken { get; init; }
}

/// <summary>Items of which some cannot be written.</summary>
/// <param name="Chunks">What is to be sent.</param>
/// <param name="Unsent">Those that cannot.</param>
internal sealed record BrokenChunk(IReadOnlyList<Chunk> Chunks, IReadOnlyList<UnsentItem> Unsent)
{
    /// <summary>Puts all of it on the job's books.</summary>
    public void AddTo(Job job)
    {
        foreach (var part in Chunks) job.Add(part);
        foreach (var item in Unsent) job.AddUnsent(item);
    }

    public void Retire()
    {
        foreach (var part in Chunks) part.Retire();
    }
}

/// <summary>An item that cannot be written.</summary>
/// <param name="Index">Its task.</param>
/// <param name="Error">Why.</param>
internal sealed record UnsentItem(long Index, Exception Error);
