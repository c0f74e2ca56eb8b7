using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Mpire.Scheduling;

/// <summary>
/// Cuts an input into chunks, no further than asked. Arrays and memory are sliced without copying, a list is copied chunk by chunk, all else
/// is enumerated once, from the first read on. Used by one thread at a time.
/// </summary>
/// <remarks>
/// A declared length is a promise about the input, because result arrays, chunk sizes and progress are computed from it. Where the input knows
/// its own length, a broken promise fails at the call; otherwise it fails with the read after the last promised item (the input goes on) or
/// with the read that finds the end too early. MPIRE drops the surplus in silence; whoever wants that says <c>Take</c>.
/// A failure ends the reader: every later read throws it again.
/// </remarks>
internal sealed class ChunkReader<T> : IDisposable, IAsyncDisposable
{
    private readonly ItemSource<T> _source;
    private readonly long? _declared;
    private ExceptionDispatchInfo? _failure;
    private bool _ended;
    private bool _disposed;

    private ChunkReader(ItemSource<T> source, long? length)
    {
        if (length < 0)
            throw new ArgumentOutOfRangeException(nameof(length), length, "The length counts the items: give 0 or more, or null if unknown.");
        if (length is { } said && source.Count is { } found && said != found)
        {
            throw new ArgumentException(
                $"The length was given as {said}, but the input has {found} items. Leave the length out, or cut the input with Take.",
                nameof(length));
        }

        _source = source;
        _declared = length;
        Length = length ?? source.Count;
    }

    /// <summary>
    /// Number of items, if it was declared or the input knows it without being enumerated. Kept by arrays, memory, lists and declared
    /// lengths; other collections are read to their end even if they turn out longer or shorter.
    /// </summary>
    public long? Length { get; }

    /// <summary>Number of items handed out so far: the index of the next one.</summary>
    public long Position { get; private set; }

    /// <summary>Told on the reading thread that a chunk has begun which more items belong to; never for items that are there already.</summary>
    public Action? OnFirst
    {
        set => _source.OnFirst = value;
    }

    /// <summary>What has been gathered of the chunk that is being read, for inputs whose items come singly. Any thread.</summary>
    public ReadOnlyMemory<T> Gathered => _source.Gathered;

    /// <summary>Reads a collection or any other sequence.</summary>
    /// <param name="items">The input. Arrays, array segments and immutable arrays are not copied.</param>
    /// <param name="length">Number of items, if the caller declared it.</param>
    /// <exception cref="ArgumentException">The length was declared and differs from the one the input knows, or the input is an immutable
    /// array that was never set.</exception>
    public static ChunkReader<T> OverItems(IEnumerable<T> items, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        ItemSource<T> source = items switch
        {
            T[] array => new MemorySource<T>(array),
            ArraySegment<T> segment => new MemorySource<T>(segment),
            ImmutableArray<T> { IsDefault: true } =>
                throw new ArgumentException("The immutable array was never set; give ImmutableArray<T>.Empty for no items.", nameof(items)),
            ImmutableArray<T> immutable => new MemorySource<T>(immutable.AsMemory()),
            // A subclass may enumerate something else than it stores.
            List<T> list when list.GetType() == typeof(List<T>) => new ListSource<T>(list),
            _ => new SequenceSource<T>(items),
        };
        return new ChunkReader<T>(source, length);
    }

    /// <summary>Reads items that lie side by side in memory, without copying them.</summary>
    public static ChunkReader<T> OverMemory(ReadOnlyMemory<T> items, long? length = null) => new(new MemorySource<T>(items), length);

    /// <summary>Reads a source of its caller's own.</summary>
    public static ChunkReader<T> Over(ItemSource<T> source) => new(source, length: null);

    /// <summary>Reads an asynchronous sequence: only by <see cref="ReadAsync"/>.</summary>
    public static ChunkReader<T> OverStream(IAsyncEnumerable<T> items, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(new AsyncSequenceSource<T>(items), length);
    }

    /// <summary>Reads the next chunk.</summary>
    /// <param name="count">Its length, at least 1; shorter only if the input ends or fails after it.</param>
    /// <param name="items">The chunk; empty at the end. It may be a slice of the caller's own array.</param>
    /// <returns>False at the end of the input, and from then on.</returns>
    /// <exception cref="InvalidOperationException">The input is not as long as declared, or it can only be read asynchronously.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public bool TryRead(int count, out ReadOnlyMemory<T> items)
    {
        items = default;
        if (!MayRead(count)) return false;
        try
        {
            items = Accept(_source.Read(Promised(count)));
            return !items.IsEmpty;
        }
        catch (Exception failure)
        {
            // Kept, because the input cannot be asked a second time for what it failed to give.
            _failure = ExceptionDispatchInfo.Capture(failure);
            throw;
        }
    }

    /// <summary>Ends the chunk that is being read with the item that is being waited for. What was gathered of it is read all the same. Any
    /// thread.</summary>
    public void Cut() => _source.Cut();

    /// <summary>Reads the next chunk of any input; only an asynchronous sequence makes the caller wait.</summary>
    /// <param name="count">Its length, at least 1; shorter only if the input ends or fails after it.</param>
    /// <param name="cancellationToken">The token of the first read is the one that the sequence gets.</param>
    /// <returns>The chunk; empty at the end of the input, and from then on.</returns>
    public async ValueTask<ReadOnlyMemory<T>> ReadAsync(int count, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!MayRead(count)) return default;
        try
        {
            return Accept(await _source.ReadAsync(Promised(count), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            // Kept, because the input cannot be asked a second time for what it failed to give.
            _failure = ExceptionDispatchInfo.Capture(failure);
            throw;
        }
    }

    /// <summary>Disposes the input's enumerator, if there is one that has not come to its end.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _source.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>, and waits for an asynchronous sequence to let go.</summary>
    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        return _source.ReleaseAsync();
    }

    private bool MayRead(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _failure?.Throw();
        return !_ended;
    }

    // After the last promised item one more is asked for, to learn whether the promise was kept.
    private int Promised(int count) => _declared is { } declared ? (int)Math.Clamp(declared - Position, 1, count) : count;

    private ReadOnlyMemory<T> Accept(ReadOnlyMemory<T> items)
    {
        if (items.IsEmpty)
        {
            _ended = true;
            if (Position < _declared)
            {
                throw new InvalidOperationException(
                    $"The length was given as {_declared}, but the input ended after {Position} items. Leave the length out, or correct it.");
            }
        }
        else if (Position == _declared)
        {
            throw new InvalidOperationException(
                $"The length was given as {_declared}, but the input goes on after {Position} items. Leave the length out, correct it, or "
                + "cut the input with Take.");
        }

        Position += items.Length;
        return items;
    }
}
