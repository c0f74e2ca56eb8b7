using System.Runtime.CompilerServices;
using Mpire.Scheduling;

namespace Mpire;

/// <summary>
/// Cuts sequences into chunks the way <c>WorkerPool</c> does: all chunks have the same length or differ by one. MPIRE's <c>chunk_tasks</c>.
/// </summary>
public static class Chunking
{
    /// <summary>Cuts a sequence into chunks, lazily.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="items">The input. It is read one chunk ahead at most, and anew by every enumeration of the result.</param>
    /// <param name="chunkSize">Items per chunk, at least 1. A fraction is the average: 2.5 gives chunks of 3, 2, 3, 2, …</param>
    /// <param name="splits">Number of chunks, at least 1; 10 items in 3 splits give 4, 3, 3. Ignored if <paramref name="chunkSize"/> is
    /// given. With fewer items than splits, every item is a chunk.</param>
    /// <param name="length">Number of items to cut: the input is read no further. Needed with <paramref name="splits"/> if the input does
    /// not know its length without being enumerated; if it has fewer items, there are fewer chunks.</param>
    /// <returns>The chunks in input order, each a new array; none of them is empty.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum, or the chunk size is not finite.</exception>
    /// <exception cref="ArgumentException">Neither <paramref name="chunkSize"/> nor <paramref name="splits"/> is given, or the length is
    /// needed and unknown.</exception>
    // An array with a written type argument fits the memory overload as well.
    [OverloadResolutionPriority(1)]
    public static IEnumerable<T[]> Split<T>(
        IEnumerable<T> items, double? chunkSize = null, int? splits = null, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        long? known;
        using (var reader = ChunkReader<T>.OverItems(items)) known = reader.Length;
        return SplitLazily(items, Plan(chunkSize, splits, length ?? known), length ?? long.MaxValue);
    }

    /// <summary>Cuts a block of memory into slices, without copying.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="items">The input.</param>
    /// <param name="chunkSize">Items per slice, at least 1. A fraction is the average: 2.5 gives slices of 3, 2, 3, 2, …</param>
    /// <param name="splits">Number of slices, at least 1; ignored if <paramref name="chunkSize"/> is given. With fewer items than splits,
    /// every item is a slice.</param>
    /// <returns>The slices in order; none of them is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum, or the chunk size is not finite.</exception>
    /// <exception cref="ArgumentException">Neither <paramref name="chunkSize"/> nor <paramref name="splits"/> is given.</exception>
    public static IEnumerable<ReadOnlyMemory<T>> Split<T>(ReadOnlyMemory<T> items, double? chunkSize = null, int? splits = null) =>
        Slice(items, Plan(chunkSize, splits, items.Length));

    /// <summary>Cuts an asynchronous sequence into chunks, lazily.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="items">The input. It is read one chunk ahead at most, and anew by every enumeration of the result; a chunk is handed out
    /// when its last item has come.</param>
    /// <param name="chunkSize">Items per chunk, at least 1. A fraction is the average: 2.5 gives chunks of 3, 2, 3, 2, …</param>
    /// <param name="splits">Number of chunks, at least 1; ignored if <paramref name="chunkSize"/> is given, and in need of
    /// <paramref name="length"/> otherwise.</param>
    /// <param name="length">Number of items to cut: the input is read no further. If it has fewer, there are fewer chunks.</param>
    /// <param name="cancellationToken">Handed to the input.</param>
    /// <returns>The chunks in input order, each a new array; none of them is empty.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum, or the chunk size is not finite.</exception>
    /// <exception cref="ArgumentException">Neither <paramref name="chunkSize"/> nor <paramref name="splits"/> is given, or the length is
    /// needed and not given.</exception>
    public static IAsyncEnumerable<T[]> SplitAsync<T>(
        IAsyncEnumerable<T> items,
        double? chunkSize = null,
        int? splits = null,
        long? length = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return SplitLazilyAsync(items, Plan(chunkSize, splits, length), length ?? long.MaxValue, cancellationToken);
    }

    private static ChunkPlan Plan(double? chunkSize, int? splits, long? length)
    {
        var plan = new ChunkPlan(length, workers: 1, chunkSize, splits);
        if (chunkSize is null && splits is null)
        {
            throw new ArgumentException(
                "Neither chunkSize nor splits is given: say how many items a chunk has, or how many chunks there are.", nameof(chunkSize));
        }

        if (plan.IsAdaptive)
        {
            throw new ArgumentException(
                $"The input does not know its length, so it cannot be cut into {splits} splits: give its length, or a chunkSize.",
                nameof(length));
        }

        return plan;
    }

    private static IEnumerable<T[]> SplitLazily<T>(IEnumerable<T> items, ChunkPlan plan, long most)
    {
        using var reader = ChunkReader<T>.OverItems(items);
        for (var index = 0L; reader.Position < most; index++)
        {
            if (!reader.TryRead(Next(plan, index, most - reader.Position), out var chunk)) yield break;
            yield return chunk.ToArray();
        }
    }

    private static IEnumerable<ReadOnlyMemory<T>> Slice<T>(ReadOnlyMemory<T> items, ChunkPlan plan)
    {
        var start = 0;
        for (var index = 0L; start < items.Length; index++)
        {
            var chunk = items.Slice(start, plan.LengthOf(index));
            start += chunk.Length;
            yield return chunk;
        }
    }

    private static async IAsyncEnumerable<T[]> SplitLazilyAsync<T>(
        IAsyncEnumerable<T> items, ChunkPlan plan, long most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = ChunkReader<T>.OverStream(items);
        await using (reader.ConfigureAwait(false))
        {
            for (var index = 0L; reader.Position < most; index++)
            {
                var chunk = await reader.ReadAsync(Next(plan, index, most - reader.Position), cancellationToken).ConfigureAwait(false);
                if (chunk.IsEmpty) yield break;
                yield return chunk.ToArray();
            }
        }
    }

    private static int Next(ChunkPlan plan, long index, long rest) => (int)Math.Min(plan.LengthOf(index), rest);
}
