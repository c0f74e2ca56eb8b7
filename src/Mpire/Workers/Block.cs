namespace Mpire.Workers;

/// <summary>A stretch of an input, the argument of one task. Of an input in memory that all processes see it says where, and has no items itself.</summary>
internal readonly record struct Block<T>(long First, int Count, ReadOnlyMemory<T> Items)
{
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
