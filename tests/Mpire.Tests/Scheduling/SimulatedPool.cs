using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

/// <summary>
/// A pool whose workers only let simulated time pass: the parts of the room put together the way a dispatcher does. Checks at every event what
/// must always hold.
/// </summary>
internal sealed class SimulatedPool(
    long[] durations, int workers, ChunkPlan plan, long maxTasksActive, int lifespan = int.MaxValue, bool orderTasks = false)
{
    private readonly Worker[] _workers = [.. Enumerable.Range(0, workers).Select(_ => new Worker(lifespan))];
    private readonly ChunkReader<long> _reader = ChunkReader<long>.OverMemory(durations);
    private readonly Backpressure _pressure = new(maxTasksActive, workers);
    private readonly OrderBuffer<int> _order = new();
    private readonly WorkerChooser _chooser = new(orderTasks);
    private readonly LinkedList<Piece> _ready = new();
    private long _chunkIndex;
    private int _restOfChunk;
    private bool _inputEnded;
    private long _now;

    public List<int> Output { get; } = [];

    public long Run()
    {
        while (true)
        {
            Dispatch();
            var busy = _workers.Where(w => w.Running is not null).ToList();
            if (busy.Count == 0) break;
            _now = busy.Min(w => w.Ends);
            foreach (var worker in busy.Where(w => w.Ends == _now)) Finish(worker);
        }

        Assert.Empty(_ready);
        Assert.Equal(0, _pressure.Active);
        _reader.Dispose();
        return _now;
    }

    private void Dispatch()
    {
        do
        {
            while (NextPiece() is { } piece && Send(piece))
            {
            }

            foreach (var worker in _workers) worker.Begin(_now);
        }
        while (Rebalance());

        Assert.True(_pressure.Active <= maxTasksActive);
        var waiting = _workers.Any(w => w.Queue.Count > 0) || _ready.Count > 0;
        if (!orderTasks) Assert.False(waiting && _workers.Any(w => w.Running is null), "A worker is idle while a chunk waits.");
    }

    // The pieces of a chunk that was cut keep its index, so that ordered tasks stay with their worker.
    private Piece? NextPiece()
    {
        if (_ready.First is { } first)
        {
            _ready.RemoveFirst();
            return first.Value;
        }

        if (_inputEnded) return null;
        if (_restOfChunk == 0) _restOfChunk = plan.LengthOf(_chunkIndex++);
        var allowed = _pressure.Allow(_restOfChunk);
        if (allowed == 0) return null;
        var start = (int)_reader.Position;
        _inputEnded = !_reader.TryRead(allowed, out var items);
        _pressure.Release(allowed - items.Length);
        _restOfChunk -= items.Length;
        return _inputEnded ? null : new Piece(_chunkIndex - 1, start, items);
    }

    private bool Send(Piece piece)
    {
        var id = _chooser.Choose(piece.Chunk, piece.Items.Length, Loads());
        if (id == WorkerChooser.None)
        {
            _ready.AddFirst(piece);
            return false;
        }

        var worker = _workers[id];
        if (orderTasks) Assert.Equal(piece.Chunk % workers, id);
        if (piece.Items.Length > worker.Remaining)
        {
            var fits = (int)worker.Remaining;
            _ready.AddFirst(piece with { Start = piece.Start + fits, Items = piece.Items[fits..] });
            piece = piece with { Items = piece.Items[..fits] };
        }

        worker.Remaining -= piece.Items.Length;
        worker.Queue.Enqueue(piece);
        return true;
    }

    private bool Rebalance()
    {
        if (_ready.Count > 0) return false;
        for (var idle = 0; idle < workers; idle++)
        {
            var from = _chooser.TakeBackFrom(idle, Loads());
            if (from == WorkerChooser.None) continue;
            foreach (var piece in _workers[from].Queue)
            {
                _workers[from].Remaining += piece.Items.Length;
                _ready.AddLast(piece);
            }

            _workers[from].Queue.Clear();
            return true;
        }

        return false;
    }

    private void Finish(Worker worker)
    {
        var piece = worker.Running!;
        worker.Running = null;
        worker.Lived += piece.Items.Length;
        Assert.True(worker.Lived <= lifespan);
        if (worker.Lived == lifespan)
        {
            Assert.Empty(worker.Queue);
            (worker.Lived, worker.Remaining) = (0, lifespan);
        }

        worker.Depth.Observe(_now - worker.Began);
        _order.AddRange(piece.Start, Enumerable.Range(piece.Start, piece.Items.Length).ToArray());
        while (_order.TryTake(out var index))
        {
            Output.Add(index);
            _pressure.Release(1);
        }
    }

    private WorkerLoad[] Loads() =>
    [
        .. _workers.Select(w => new WorkerLoad
        {
            Queued = w.Queue.Count + (w.Running is null ? 0 : 1),
            Unbegun = w.Queue.Count,
            Depth = w.Depth.Depth,
            RemainingTasks = w.Remaining,
        }),
    ];

    private sealed record Piece(long Chunk, int Start, ReadOnlyMemory<long> Items);

    private sealed class Worker(int lifespan)
    {
        public Queue<Piece> Queue { get; } = new();

        public DepthControl Depth { get; } = new(targetTicks: 200);

        public Piece? Running { get; set; }

        public long Began { get; private set; }

        public long Ends { get; private set; }

        public long Remaining { get; set; } = lifespan;

        public int Lived { get; set; }

        public void Begin(long now)
        {
            if (Running is not null || !Queue.TryDequeue(out var piece)) return;
            Running = piece;
            Began = now;
            Ends = now;
            foreach (var duration in piece.Items.Span) Ends += duration;
        }
    }
}
