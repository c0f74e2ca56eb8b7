namespace Mpire.Scheduling;

/// <summary>Where a <see cref="ChunkReader{T}"/> gets its items from: one kind of input each.</summary>
internal abstract class ItemSource<T> : IDisposable
{
    /// <summary>Number of items that the input says it has, without being enumerated; null if it cannot say.</summary>
    public abstract long? Count { get; }

    /// <summary>The next items, in order.</summary>
    /// <param name="count">How many at most, at least 1.</param>
    /// <returns>Fewer than asked only before the end or a failure; none at the end.</returns>
    public abstract ReadOnlyMemory<T> Read(int count);

    /// <summary>As <see cref="Read"/>, for inputs that must be awaited; all others answer at once.</summary>
    public virtual ValueTask<ReadOnlyMemory<T>> ReadAsync(int count, CancellationToken cancellationToken) => new(Read(count));

    /// <summary>Told on the reading thread that a chunk has begun which more items belong to; never for items that are there already.</summary>
    public Action? OnFirst { get; set; }

    /// <summary>What has been gathered of the chunk that is being read; empty between chunks, and where nothing is gathered. Any thread.</summary>
    public virtual ReadOnlyMemory<T> Gathered => default;

    /// <summary>Ends the chunk that is being read with the item that is being waited for. Any thread.</summary>
    public virtual void Cut()
    {
    }

    /// <summary>Lets go of the input.</summary>
    public abstract void Dispose();

    /// <summary>As <see cref="Dispose"/>; an input that must be awaited has its own way.</summary>
    public virtual ValueTask ReleaseAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
