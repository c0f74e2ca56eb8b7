using Mpire.Scheduling;

namespace Mpire.Engine;

/// <summary>Results on their way to a reader, in order of the items or as they come. Filled by the driver, emptied by one reader.</summary>
internal sealed class StreamSink<TResult>(bool ordered, Action? onNews = null) : ResultSink<TResult>
{
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<TResult>> _ready = new();
    private readonly OrderBuffer<TResult>? _waiting = ordered ? new OrderBuffer<TResult>() : null;
    private TResult[] _room = [];

    public override bool HoldsUntilRead => true;

    /// <summary>Whether something can be taken now.</summary>
    public bool HasResults
    {
        get
        {
            lock (_lock) return _ready.Count > 0;
        }
    }

    public override Span<TResult> Reserve(long index, int count) => _room = new TResult[count];

    public override void Commit(long index, int count)
    {
        lock (_lock)
        {
            if (_waiting is null)
            {
                _ready.Enqueue(_room);
            }
            else
            {
                _waiting.AddRange(index, _room);
                while (_waiting.TryTakeRange(out var next)) _ready.Enqueue(next);
            }
        }

        _room = [];
        onNews?.Invoke();
    }

    /// <summary>Takes the next results.</summary>
    public bool TryTake(out ReadOnlyMemory<TResult> results)
    {
        lock (_lock) return _ready.TryDequeue(out results);
    }
}
