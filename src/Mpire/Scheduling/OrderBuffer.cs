using System.Runtime.CompilerServices;

namespace Mpire.Scheduling;

/// <summary>
/// Puts results back into input order: takes them in any order, one by one or in runs of neighbours, and hands them out from index 0 on
/// without a gap. Used by one thread at a time.
/// </summary>
/// <remarks>
/// Holds as much as it is given: <see cref="Backpressure"/> bounds it, because a buffered result counts as an active task until it is
/// taken. A run is kept as the memory it came in and costs one look-up, however long it is; what was taken from it is cleared, so that a
/// big result does not live on until its whole run was taken.
/// </remarks>
internal sealed class OrderBuffer<T>
{
    private readonly Dictionary<long, Run> _waiting = [];
    private Run _current;
    private int _taken;

    /// <summary>Results that were added and not taken.</summary>
    public long Count { get; private set; }

    /// <summary>Index of the result that is handed out next.</summary>
    public long NextIndex { get; private set; }

    /// <summary>Adds one result.</summary>
    /// <exception cref="ArgumentException">There is or was a result with this index.</exception>
    public void Add(long index, T item) => Add(index, new Run(default, item, 1));

    /// <summary>Adds the results of neighbouring tasks.</summary>
    /// <param name="start">Index of the first.</param>
    /// <param name="items">The results; the memory belongs to the buffer from now on.</param>
    /// <exception cref="ArgumentException">There is or was a run with this start.</exception>
    public void AddRange(long start, Memory<T> items)
    {
        if (!items.IsEmpty) Add(start, new Run(items, default!, items.Length));
    }

    /// <summary>Takes the next result in input order, if it has come.</summary>
    public bool TryTake(out T item)
    {
        if (!FindCurrent())
        {
            item = default!;
            return false;
        }

        if (_current.Items.IsEmpty)
        {
            item = _current.Single;
        }
        else
        {
            ref var slot = ref _current.Items.Span[_taken];
            item = slot;
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) slot = default!;
        }

        Advance(1);
        return true;
    }

    /// <summary>Takes the next results in input order, as many as lie together.</summary>
    /// <param name="items">They and their memory belong to the caller from now on.</param>
    public bool TryTakeRange(out ReadOnlyMemory<T> items)
    {
        if (!FindCurrent())
        {
            items = default;
            return false;
        }

        items = _current.Items.IsEmpty ? new[] { _current.Single } : _current.Items[_taken..];
        Advance(items.Length);
        return true;
    }

    private void Add(long start, Run run)
    {
        if (start < NextIndex + (_current.Length - _taken) || !_waiting.TryAdd(start, run))
            throw new ArgumentException($"The result of task {start} came twice.", nameof(start));
        Count += run.Length;
    }

    private bool FindCurrent() => _taken < _current.Length || _waiting.Remove(NextIndex, out _current);

    private void Advance(int count)
    {
        _taken += count;
        NextIndex += count;
        Count -= count;
        if (_taken < _current.Length) return;
        _current = default;
        _taken = 0;
    }

    // A single result lies in the run itself, so that chunks of one task need no array.
    private readonly record struct Run(Memory<T> Items, T Single, int Length);
}
