using System.Runtime.ExceptionServices;

namespace Mpire.Scheduling;

/// <summary>An asynchronous sequence; otherwise as <see cref="SequenceSource{T}"/>. The token of the first read goes to its enumerator.</summary>
internal sealed class AsyncSequenceSource<T>(IAsyncEnumerable<T> items) : ItemSource<T>
{
    private IAsyncEnumerator<T>? _enumerator;
    private ExceptionDispatchInfo? _failure;
    private volatile ChunkBuffer<T>? _chunk;
    private bool _done;

    /// <inheritdoc/>
    public override long? Count => null;

    /// <inheritdoc/>
    public override ReadOnlyMemory<T> Gathered => _chunk?.Items ?? default;

    /// <inheritdoc/>
    public override void Cut() => _chunk?.Cut();

    /// <inheritdoc/>
    public override ReadOnlyMemory<T> Read(int count) =>
        throw new InvalidOperationException("An asynchronous sequence can only be read asynchronously.");

    /// <inheritdoc/>
    public override async ValueTask<ReadOnlyMemory<T>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        _failure?.Throw();
        if (_done) return default;
        var chunk = new ChunkBuffer<T>(count, OnFirst);
        _chunk = chunk;
        try
        {
            _enumerator ??= items.GetAsyncEnumerator(cancellationToken);
            while (!chunk.IsFull)
            {
                if (!await _enumerator.MoveNextAsync().ConfigureAwait(false))
                {
                    await ReleaseAsync().ConfigureAwait(false);
                    break;
                }

                chunk.Add(_enumerator.Current);
            }
        }
        catch (Exception failure)
        {
            // Whatever the user's enumerator throws belongs to the reader's caller, after the items that came before it.
            _failure = ExceptionDispatchInfo.Capture(failure);
            await DisposeQuietlyAsync().ConfigureAwait(false);
            if (chunk.Count == 0) throw;
        }
        finally
        {
            // What was gathered is the caller's now, and not to be had a second time.
            _chunk = null;
        }

        return chunk.Items;
    }

    /// <inheritdoc/>
    // For an owner that cannot wait asynchronously; most enumerators let go at once.
    public override void Dispose() => ReleaseAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override ValueTask ReleaseAsync()
    {
        _done = true;
        var enumerator = _enumerator;
        _enumerator = null;
        return enumerator?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private async ValueTask DisposeQuietlyAsync()
    {
        try
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The first failure is the cause; a second one from cleaning up would only hide it.
        }
    }
}
