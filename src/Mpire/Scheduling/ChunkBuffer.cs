namespace Mpire.Scheduling;

/// <summary>
/// Gathers one chunk from items that come singly. Begins small, so that a huge chunk size costs nothing when few items come. What is there
/// already may be taken by another thread while the next item is awaited; the chunk then ends with that item.
/// </summary>
/// <param name="most">Length of the chunk.</param>
/// <param name="onFirst">Told on the reading thread of the first item, if more are to follow.</param>
internal sealed class ChunkBuffer<T>(int most, Action? onFirst = null)
{
    private const int FirstCapacity = 256;

    private T[] _items = [];
    private int _count;
    private volatile bool _isCut;

    /// <summary>Number of items gathered. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether no more items belong into this chunk.</summary>
    public bool IsFull => _count >= most || _isCut;

    /// <summary>What was gathered. Any thread.</summary>
    public ReadOnlyMemory<T> Items
    {
        get
        {
            // In this order: an array that is seen later holds whatever an earlier one held.
            var count = Volatile.Read(ref _count);
            return new(Volatile.Read(ref _items), 0, count);
        }
    }

    /// <summary>Adds an item after the others.</summary>
    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            var capacity = (int)Math.Min(most, Math.Max(FirstCapacity, _items.Length * 4L));
            var longer = new T[capacity];
            _items.CopyTo(longer, 0);
            Volatile.Write(ref _items, longer);
        }

        _items[_count] = item;
        Volatile.Write(ref _count, _count + 1);
        if (_count == 1 && most > 1) onFirst?.Invoke();
    }

    /// <summary>Ends the chunk with the item that is being waited for. Any thread.</summary>
    public void Cut() => _isCut = true;
}
