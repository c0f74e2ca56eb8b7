using System.Runtime.InteropServices;

namespace Mpire.Scheduling;

/// <summary>
/// A list: copied chunk by chunk, because its array changes under a slice when the owner adds to it. A list that was changed since it
/// was given is refused, as <c>foreach</c> would.
/// </summary>
internal sealed class ListSource<T>(List<T> items) : ItemSource<T>
{
    // Not read from: its MoveNext compares the list's version, which nothing else shows. One step per chunk cannot reach the end early.
    private List<T>.Enumerator _guard = items.GetEnumerator();
    private int _position;

    /// <inheritdoc/>
    public override long? Count { get; } = items.Count;

    /// <inheritdoc/>
    public override ReadOnlyMemory<T> Read(int count)
    {
        _guard.MoveNext();
        var chunk = CollectionsMarshal.AsSpan(items)[_position..];
        if (chunk.Length > count) chunk = chunk[..count];
        _position += chunk.Length;
        return chunk.ToArray();
    }

    /// <inheritdoc/>
    public override void Dispose() => _guard.Dispose();
}
