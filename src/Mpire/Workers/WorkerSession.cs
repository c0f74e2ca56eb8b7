using Mpire.Sharing;
using Mpire.Transport;

namespace Mpire.Workers;

/// <summary>What one worker knows about itself while it works: whose task runs now, whether it is still wanted.</summary>
/// <remarks>Used by the worker's own thread, but for <see cref="CancelWanted"/>, which the thread that hears the caller calls.</remarks>
internal sealed class WorkerSession(int workerId, int workers, WorkerBoard board)
{
    private readonly Lock _cancelLock = new();
    private CancellationTokenSource? _cancel;
    private Courier? _courier;
    private int _chunk;

    public int WorkerId { get; } = workerId;

    public int Workers { get; } = workers;

    public WorkerBoard Board { get; } = board;

    /// <summary>Sends results while a task runs.</summary>
    public Courier Courier => _courier ??= new Courier(this);

    /// <summary>Whether threads may be started for the worker: not in a process that is about to fork, while it runs tasks of nobody's.</summary>
    public bool MayStartThreads { get; init; } = true;

    /// <summary>Looks after the worker's memory; <see langword="null"/> without a limit.</summary>
    public MemoryWatch? Memory { get; init; }

    /// <summary>The object that user functions get; set when the program has made it.</summary>
    public Worker? Worker { get; set; }

    /// <summary>Whether at least one task was begun: only then init has run, and only then exit will.</summary>
    public bool HasWorked { get; set; }

    public long TaskIndex { get; private set; } = -1;

    /// <summary>Whether the chunk that runs now was cancelled; looked at between two tasks.</summary>
    public bool IsChunkCancelled => _chunk != 0 && Board.CancelledChunk == _chunk;

    // Most tasks never ask, so the source is made on demand. If the cancellation came first it is seen here.
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_cancelLock)
            {
                _cancel ??= new CancellationTokenSource();
                if (IsChunkCancelled && !_cancel.IsCancellationRequested) _cancel.Cancel();
                return _cancel.Token;
            }
        }
    }

    /// <summary>The worker ends, and what was started for it.</summary>
    public void End() => _courier?.Stop();

    public void BeginChunk(int chunk) => _chunk = chunk;

    /// <summary>Tells the caller what is going on.</summary>
    public void InPhase(WorkerPhase phase)
    {
        var board = Board;
        board.Phase = (int)phase;
    }

    public void BeginTask(long index)
    {
        TaskIndex = index;
        var board = Board;
        board.CurrentTask = index + 1;
    }

    public void EndChunk()
    {
        TaskIndex = -1;
        var board = Board;
        board.CurrentTask = 0;
        Borrowed.Return();
        if (_cancel is null)
        {
            // Who asks from now on, the exit hook say, asks about nothing that was cancelled.
            _chunk = 0;
            return;
        }

        lock (_cancelLock)
        {
            // Whoever was told of this chunk's cancellation may have the source in hand: it must not become the next chunk's.
            var isCancelled = IsChunkCancelled;
            _chunk = 0;
            if (!isCancelled && _cancel.TryReset()) return;
            _cancel.Dispose();
            _cancel = null;
        }
    }

    /// <summary>Called after the board's <see cref="WorkerBoard.CancelledChunk"/> has changed. Any thread.</summary>
    public void CancelWanted()
    {
        CancellationTokenSource? source;
        lock (_cancelLock)
        {
            source = IsChunkCancelled ? _cancel : null;
        }

        // Outside the lock: the token's callbacks are user code. A chunk that ends meanwhile disposes nothing that was cancelled before.
        try
        {
            source?.Cancel();
        }
        catch (Exception error) when (error is AggregateException or ObjectDisposedException)
        {
            // A callback of the task's token threw, or the chunk ended first: neither is a reason to stop listening.
        }
    }
}
