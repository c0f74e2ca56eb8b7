namespace Mpire.Scheduling;

/// <summary>Gathers one chunk from items that come singly. Begins small, so that a huge chunk size costs nothing when few items come.</summary>
internal struct ChunkBuffer<T>(int most)
{
    private const int FirstCapacity = 256;

    private T[] _items = [];

    /// <summary>Number of items gathered.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more items belong into this chunk.</summary>
    public readonly bool IsFull => Count >= most;

    /// <summary>What was gathered.</summary>
    public readonly ReadOnlyMemory<T> Items => new(_items, 0, Count);

    /// <summary>Adds an item after the others.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            var capacity = (int)Math.Min(most, Math.Max(FirstCapacity, _items.Length * 4L));
            Array.Resize(ref _items, capacity);
        }

        _items[Count++] = item;
    }
}
