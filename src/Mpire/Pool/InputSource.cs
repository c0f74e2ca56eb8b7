using Mpire.Scheduling;

namespace Mpire.Pool;

/// <summary>What a map's items come from, before it is known how they will be cut.</summary>
internal sealed class InputSource<T>(Func<long?, ChunkReader<T>> open, bool isQuick, bool isAsync)
{
    /// <summary>Whether taking items runs no code of the user, so that it may be done in passing.</summary>
    public bool IsQuick { get; } = isQuick;

    /// <summary>Whether items must be awaited.</summary>
    public bool IsAsync { get; } = isAsync;

    /// <summary>Opens the input for one pass.</summary>
    /// <param name="length">The promised length, if the caller gave one.</param>
    public ChunkReader<T> Open(long? length) => open(length);
}

/// <summary>Makes sources of the inputs that the public face takes.</summary>
internal static class InputSource
{
    public static InputSource<T> Of<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);

        // A class derived from a list may enumerate something else than it stores, by code of the user.
        var isQuick = items is T[] || items.GetType() == typeof(List<T>);
        return new InputSource<T>(length => ChunkReader<T>.OverItems(items, length), isQuick, isAsync: false);
    }

    public static InputSource<T> Of<T>(ReadOnlyMemory<T> items) =>
        new(length => ChunkReader<T>.OverMemory(items, length), isQuick: true, isAsync: false);

    public static InputSource<T> Of<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new InputSource<T>(length => ChunkReader<T>.OverStream(items, length), isQuick: false, isAsync: true);
    }
}
