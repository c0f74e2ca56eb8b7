using Mpire.Serialization;

namespace Mpire.Engine;

/// <summary>Where the results of one job are put. Filled by the pool's driver, one call at a time.</summary>
internal abstract class ResultSink<TResult>
{
    /// <summary>Room for results, to be filled before <see cref="Commit"/>.</summary>
    /// <param name="index">Index within the job of the first.</param>
    /// <param name="count">How many.</param>
    public abstract Span<TResult> Reserve(long index, int count);

    /// <summary>The room reserved last is filled.</summary>
    public abstract void Commit(long index, int count);

    /// <summary>Takes a result that came as bytes without making an object of it, if that is what this sink is for.</summary>
    /// <returns>False if it wants objects.</returns>
    public virtual bool TryTakeBytes(long index, PayloadReader reader) => false;

    /// <summary>Whether results leave the books (see <see cref="Scheduling.Backpressure"/>) when they are read, not when they come.</summary>
    public virtual bool HoldsUntilRead => false;
}

/// <summary>All results in one array: at their item's index, or as they come.</summary>
internal sealed class ArraySink<TResult>(long? length, bool ordered) : ResultSink<TResult>
{
    private TResult[] _results = length is > 0 ? new TResult[MapChecks.ArrayLength(length.Value)] : [];
    private long _reserved;
    private long _count;

    public override Span<TResult> Reserve(long index, int count)
    {
        _reserved = ordered ? index : _count;
        var needed = _reserved + count;
        if (needed > _results.Length)
        {
            if (needed > Array.MaxLength) throw new OverflowException($"A map cannot return more than {Array.MaxLength} results; read them with Imap.");
            Array.Resize(ref _results, (int)Math.Min(Math.Max(needed, _results.Length * 2L), Array.MaxLength));
        }

        return _results.AsSpan((int)_reserved, count);
    }

    public override void Commit(long index, int count) => _count += count;

    /// <summary>The results, when the job is done.</summary>
    public TResult[] ToArray()
    {
        if (_results.Length != _count) Array.Resize(ref _results, (int)_count);
        return _results;
    }
}

/// <summary>The one result of a call.</summary>
internal sealed class SingleSink<TResult> : ResultSink<TResult>
{
    private TResult? _result;

    public TResult Result => _result!;

    public override Span<TResult> Reserve(long index, int count) => new(ref _result!);

    public override void Commit(long index, int count)
    {
    }
}

/// <summary>For tasks without result.</summary>
internal sealed class NoSink<TResult> : ResultSink<TResult>
{
    private TResult[] _scratch = [];

    public override Span<TResult> Reserve(long index, int count)
    {
        if (_scratch.Length < count) _scratch = new TResult[count];
        return _scratch.AsSpan(0, count);
    }

    public override void Commit(long index, int count)
    {
    }
}
