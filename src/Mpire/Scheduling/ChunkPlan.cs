using System.Runtime.CompilerServices;

namespace Mpire.Scheduling;

/// <summary>
/// How long the chunks of a job are: the chunk size as a fraction, and the length of each chunk that follows from it. Chunk k ends after
/// ceil((k + 1) · size) tasks, so that lengths differ by at most one and nothing drifts.
/// </summary>
/// <remarks>
/// Follows MPIRE's <c>chunk_tasks</c> (a chunk size wins over splits, splits over automatic; automatic is 64 chunks per worker), but counts
/// with whole numbers: MPIRE adds rounded fractions up, so that after many chunks the number of chunks may be one more than the splits.
/// A size from a <see cref="double"/> is taken as the decimal number that was written. Unknown length without size or splits is
/// <see cref="IsAdaptive"/>, where MPIRE warns and takes 4. The default value is an adaptive plan.
/// </remarks>
internal readonly struct ChunkPlan
{
    /// <summary>Chunks per worker when neither size nor splits were given.</summary>
    public const int AutomaticChunksPerWorker = 64;

    // Chunk size = _tasks / _chunks, at least 1; both zero in an adaptive plan.
    private readonly long _tasks;
    private readonly long _chunks;
    private readonly long? _length;

    /// <summary>Makes the plan of one job.</summary>
    /// <param name="length">Number of tasks, or null if unknown.</param>
    /// <param name="workers">Number of workers, at least 1; used for the automatic size only.</param>
    /// <param name="chunkSize">Tasks per chunk, at least 1; fractions are allowed.</param>
    /// <param name="splits">Number of chunks, at least 1; ignored if <paramref name="chunkSize"/> is given or the length is unknown.</param>
    /// <param name="lifespan">Tasks that a worker may run in its life, at least 1: no chunk is longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below its minimum, or the chunk size is not finite.</exception>
    public ChunkPlan(long? length, int workers, double? chunkSize = null, int? splits = null, int? lifespan = null)
    {
        Check(length, workers, chunkSize, splits, lifespan);
        _length = length;
        IsAutomatic = chunkSize is null && (splits is null || length is null);
        if (chunkSize is { } size)
            (_tasks, _chunks) = Fraction(size);
        else if (length is { } tasks)
            (_tasks, _chunks) = (tasks, splits ?? (long)workers * AutomaticChunksPerWorker);
        else
            return;

        var longest = Math.Min(lifespan ?? int.MaxValue, Array.MaxLength);
        if (_tasks < _chunks) (_tasks, _chunks) = (1, 1);
        else if (_tasks / _chunks > longest || (_tasks / _chunks == longest && _tasks % _chunks > 0)) (_tasks, _chunks) = (longest, 1);
    }

    /// <summary>Nothing was said about chunks: neither a size nor splits that could be used.</summary>
    public bool IsAutomatic { get; }

    /// <summary>Nothing is known that chunks could be planned from: their length must be found while the job runs, see
    /// <see cref="AdaptiveChunk"/>.</summary>
    public bool IsAdaptive => _chunks == 0;

    /// <summary>Tasks per chunk, as a fraction of at least 1; in an adaptive plan 1, the length to begin with.</summary>
    public double ChunkSize => IsAdaptive ? 1 : (double)_tasks / _chunks;

    /// <summary>Number of chunks of the job; null if its length is unknown or the plan is adaptive.</summary>
    public long? ChunkCount
    {
        get
        {
            if (IsAdaptive || _length is not { } length) return null;
            // Ends are rounded up, so the last chunk is the first one whose unrounded end is above length - 1.
            if (length == 0) return 0;
            return length <= int.MaxValue && _chunks <= int.MaxValue ? ((length - 1) * _chunks / _tasks) + 1 : HugeCount(length);
        }
    }

    /// <summary>Number of tasks before a chunk.</summary>
    /// <param name="chunkIndex">Position of the chunk within its job, from 0.</param>
    /// <exception cref="InvalidOperationException">The plan is adaptive.</exception>
    public long StartOf(long chunkIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunkIndex);
        if (IsAdaptive) throw new InvalidOperationException("An adaptive plan does not know its chunks in advance.");
        if (chunkIndex > int.MaxValue || _tasks > int.MaxValue || _chunks > int.MaxValue) return HugeStart(chunkIndex);
        return ((chunkIndex * _tasks) + _chunks - 1) / _chunks;
    }

    /// <summary>Length of one chunk.</summary>
    /// <param name="chunkIndex">Position of the chunk within its job, from 0.</param>
    /// <returns>
    /// At least 1 (0 only beyond 2^63 tasks). The last chunk is cut to the length of the job; chunks after it have a full length again, so
    /// that a collection which grew while it was read is still read to its end.
    /// </returns>
    /// <exception cref="InvalidOperationException">The plan is adaptive.</exception>
    public int LengthOf(long chunkIndex)
    {
        var start = StartOf(chunkIndex);
        var end = chunkIndex == long.MaxValue ? long.MaxValue : StartOf(chunkIndex + 1);
        if (_length is { } length && start < length) end = Math.Min(end, length);
        return (int)(end - start);
    }

    // Ahead-of-time code cannot pass 128-bit numbers: whoever touches them is compiled at start. Hence only where they are needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long HugeStart(long chunkIndex)
    {
        var start = (((Int128)chunkIndex * _tasks) + _chunks - 1) / _chunks;
        return start > long.MaxValue ? long.MaxValue : (long)start;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long HugeCount(long length) => (long)((Int128)(length - 1) * _chunks / _tasks) + 1;

    private static (long Tasks, long Chunks) Fraction(double size)
    {
        if (size >= Array.MaxLength) return (Array.MaxLength, 1);
        // 15 significant digits survive the conversion, so both numbers stay below 10^15.
        var exact = (decimal)size;
        var chunks = 1L;
        for (var digit = 0; digit < exact.Scale; digit++) chunks *= 10;
        return ((long)(exact * chunks), chunks);
    }

    private static void Check(long? length, int workers, double? chunkSize, int? splits, int? lifespan)
    {
        if (length < 0)
            throw new ArgumentOutOfRangeException(nameof(length), length, "The length counts the items: give 0 or more, or null if unknown.");
        if (workers < 1)
            throw new ArgumentOutOfRangeException(nameof(workers), workers, "There must be at least 1 worker.");
        if (chunkSize is { } size && !(size >= 1 && double.IsFinite(size)))
            throw new ArgumentOutOfRangeException(nameof(chunkSize), size, "A chunk has at least 1 task: give a number from 1 up, or null.");
        if (splits < 1)
            throw new ArgumentOutOfRangeException(nameof(splits), splits, "The input is cut into at least 1 chunk: give 1 or more, or null.");
        if (lifespan < 1)
            throw new ArgumentOutOfRangeException(nameof(lifespan), lifespan, "A worker runs at least 1 task: give 1 or more, or null.");
    }
}
