namespace Mpire.Workers;

/// <summary>A stretch of an input, the argument of one task: the items themselves, or where they lie in memory that all processes see.</summary>
internal readonly struct Block<T>
{
    private readonly ReadOnlyMemory<T> _items;

    /// <summary>Items that lie here.</summary>
    public Block(long first, ReadOnlyMemory<T> items) => (First, _items, Count) = (first, items, items.Length);

    /// <summary>Items that lie in shared memory.</summary>
    public Block(long first, int count, BlockStore<T> store) => (First, Count, Store) = (first, count, store);

    /// <summary>The first item's place in the input.</summary>
    public long First { get; }

    public int Count { get; }

    /// <summary>Where the items lie; <see langword="null"/> if here.</summary>
    public BlockStore<T>? Store { get; }

    /// <summary>The items, where they are not in a store.</summary>
    public ReadOnlyMemory<T> Items => _items;

    public ReadOnlySpan<T> Span => Store is null ? _items.Span : Store.Part(First, Count);

    /// <summary>What a failed task's argument is called: a range of the input. Beyond what a range can say it is text.</summary>
    public object Range => First + Count <= int.MaxValue ? new Range((int)First, (int)First + Count) : $"{First}..{First + Count}";
}

/// <summary>Memory that all processes see. Behind a class of its own because the elements of other inputs may be of any type.</summary>
internal abstract class BlockStore<T>
{
    public abstract ReadOnlySpan<T> Part(long first, int count);
}

/// <inheritdoc/>
internal sealed class SharedBlockStore<T>(SharedArray<T> array) : BlockStore<T>
    where T : unmanaged
{
    private readonly SharedArray<T> _array = array;

    public override ReadOnlySpan<T> Part(long first, int count) => _array.AsSpan(first, count);
}
