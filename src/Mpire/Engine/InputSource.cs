using System.Collections.Immutable;
using Mpire.Scheduling;

namespace Mpire.Engine;

/// <summary>What a map's items come from, before it is known how they will be cut.</summary>
internal sealed class InputSource<T>(Func<long?, ChunkReader<T>> open, bool isInMemory, bool isAsync)
{
    /// <summary>Whether taking items neither runs code of the user nor waits, so that it may be done in passing.</summary>
    public bool IsInMemory { get; } = isInMemory;

    /// <summary>Whether items must be awaited.</summary>
    public bool IsAsync { get; } = isAsync;

    /// <summary>Opens the input for one pass.</summary>
    /// <param name="length">The promised length, if the caller gave one.</param>
    public ChunkReader<T> Open(long? length) => open(length);
}

/// <summary>Makes sources of the inputs that the public face takes.</summary>
internal static class InputSource
{
    // Counts, and so cannot block either.
    private static readonly Type Range = Enumerable.Range(0, 2).GetType();

    public static InputSource<T> Of<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new InputSource<T>(length => ChunkReader<T>.OverItems(items, length), IsInMemory(items), isAsync: false);
    }

    public static InputSource<T> Of<T>(ReadOnlyMemory<T> items) =>
        new(length => ChunkReader<T>.OverMemory(items, length), isInMemory: true, isAsync: false);

    public static InputSource<T> Of<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new InputSource<T>(length => ChunkReader<T>.OverStream(items, length), isInMemory: false, isAsync: true);
    }

    // A subclass of a list may enumerate something else than it stores.
    private static bool IsInMemory<T>(IEnumerable<T> items) =>
        items is T[] or ArraySegment<T> or ImmutableArray<T> || items.GetType() == typeof(List<T>) || items.GetType() == Range;
}
