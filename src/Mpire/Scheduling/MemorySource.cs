namespace Mpire.Scheduling;

/// <summary>Items that lie side by side in memory already: handed out as slices, nothing is copied.</summary>
internal sealed class MemorySource<T>(ReadOnlyMemory<T> items) : ItemSource<T>
{
    private ReadOnlyMemory<T> _rest = items;

    /// <inheritdoc/>
    public override long? Count { get; } = items.Length;

    /// <inheritdoc/>
    public override ReadOnlyMemory<T> Read(int count)
    {
        var chunk = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[chunk.Length..];
        return chunk;
    }

    /// <inheritdoc/>
    public override void Dispose() => _rest = default;
}
