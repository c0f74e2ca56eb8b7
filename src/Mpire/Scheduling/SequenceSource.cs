using System.Runtime.ExceptionServices;

namespace Mpire.Scheduling;

/// <summary>
/// Anything that can only be enumerated. The enumerator is made at the first read and disposed once: at the end, at its failure, or when the
/// source is let go. Items that came before a failure are handed out first; the failure follows with the next read.
/// </summary>
internal sealed class SequenceSource<T>(IEnumerable<T> items) : ItemSource<T>
{
    private IEnumerator<T>? _enumerator;
    private ExceptionDispatchInfo? _failure;
    private volatile ChunkBuffer<T>? _chunk;
    private bool _done;

    /// <inheritdoc/>
    public override long? Count { get; } = items.TryGetNonEnumeratedCount(out var count) ? count
        : items is IReadOnlyCollection<T> collection ? collection.Count
        : null;

    /// <inheritdoc/>
    public override ReadOnlyMemory<T> Gathered => _chunk?.Items ?? default;

    /// <inheritdoc/>
    public override void Cut() => _chunk?.Cut();

    /// <inheritdoc/>
    public override ReadOnlyMemory<T> Read(int count)
    {
        _failure?.Throw();
        if (_done) return default;
        var chunk = new ChunkBuffer<T>(count, OnFirst);
        _chunk = chunk;
        try
        {
            _enumerator ??= items.GetEnumerator();
            while (!chunk.IsFull)
            {
                if (!_enumerator.MoveNext())
                {
                    Dispose();
                    break;
                }

                chunk.Add(_enumerator.Current);
            }
        }
        catch (Exception failure)
        {
            // Whatever the user's enumerator throws belongs to the reader's caller, after the items that came before it.
            _failure = ExceptionDispatchInfo.Capture(failure);
            DisposeQuietly();
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
    public override void Dispose()
    {
        _done = true;
        var enumerator = _enumerator;
        _enumerator = null;
        enumerator?.Dispose();
    }

    private void DisposeQuietly()
    {
        try
        {
            Dispose();
        }
        catch (Exception)
        {
            // The first failure is the cause; a second one from cleaning up would only hide it.
        }
    }
}
