using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class ChunkPlanTests
{
    [Theory]
    [InlineData(10L, null, 3, new[] { 4, 3, 3 })]
    [InlineData(10L, 2.5, null, new[] { 3, 2, 3, 2 })]
    [InlineData(10L, null, 6, new[] { 2, 2, 1, 2, 2, 1 })]
    [InlineData(10L, 4.0, null, new[] { 4, 4, 2 })]
    [InlineData(10L, 4.0, 10, new[] { 4, 4, 2 })]
    [InlineData(3L, null, 6, new[] { 1, 1, 1 })]
    [InlineData(0L, null, 3, new int[0])]
    [InlineData(11L, 1.1, null, new[] { 2, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void Chunk_lengths_are_those_of_mpire(long length, double? chunkSize, int? splits, int[] expected) =>
        Assert.Equal(expected, Lengths(new ChunkPlan(length, 1, chunkSize, splits), length));

    [Fact]
    public void Lengths_follow_mpires_accumulation_wherever_its_fractions_are_exact() =>
        // Eighths have no rounding error in a double, so MPIRE's loop is a true second opinion.
        Gen.Select(Gen.Long[0, 500], Gen.Int[8, 200]).Sample((length, eighths) =>
            MpireLoop(length, eighths / 8.0).SequenceEqual(Lengths(new ChunkPlan(length, 1, eighths / 8.0), length)));

    [Fact]
    public void Splits_give_exactly_that_many_chunks_whose_lengths_differ_by_at_most_one() =>
        Gen.Select(Gen.Long[1, 3000], Gen.Int[1, 400]).Sample((length, splits) =>
        {
            var plan = new ChunkPlan(length, 1, splits: splits);
            var lengths = Lengths(plan, length);
            Assert.Equal(Math.Min(length, splits), lengths.Count);
            Assert.Equal(lengths.Count, plan.ChunkCount);
            Assert.Equal(length, lengths.Sum());
            Assert.True(lengths.Max() - lengths.Min() <= 1);
        });

    [Fact]
    public void Automatic_chunks_are_64_per_worker()
    {
        var plan = new ChunkPlan(1_000_000, 2);
        Assert.Equal(7812.5, plan.ChunkSize);
        Assert.Equal(128, plan.ChunkCount);
        Assert.Equal(7813, plan.LengthOf(0));
        Assert.True(plan.IsAutomatic);
    }

    [Fact]
    public void No_chunk_is_longer_than_the_lifespan_or_than_the_rest_of_the_job() =>
        Gen.Select(Gen.Long[0, 5000], Gen.Int[1, 8], Gen.Double[1, 50].Nullable(), Gen.Int[1, 60].Nullable(), Gen.Int[1, 40])
            .Sample((length, workers, size, splits, lifespan) =>
            {
                var plan = new ChunkPlan(length, workers, size, splits, lifespan);
                var lengths = Lengths(plan, length);
                Assert.All(lengths, n => Assert.InRange(n, 1, lifespan));
                Assert.Equal(length, lengths.Sum());
                Assert.Equal(plan.ChunkCount, lengths.Count);
            });

    [Fact]
    public void Huge_lengths_and_indexes_do_not_overflow() =>
        Gen.Select(
                Gen.Long[1, long.MaxValue],
                Gen.Int[1, int.MaxValue],
                Gen.Double[1, 1e300].Nullable(),
                Gen.Int[1, int.MaxValue].Nullable(),
                Gen.Long[0, long.MaxValue])
            .Sample((length, workers, size, splits, index) =>
            {
                var plan = new ChunkPlan(length, workers, size, splits);
                var count = plan.ChunkCount!.Value;
                Assert.InRange(count, 1, length);
                Assert.InRange(plan.LengthOf(0), 1, Array.MaxLength);
                Assert.InRange(plan.LengthOf(count - 1), 1, Array.MaxLength);
                Assert.Equal(length, plan.StartOf(count - 1) + plan.LengthOf(count - 1));
                Assert.InRange(plan.LengthOf(index), 0, Array.MaxLength);
            });

    [Fact]
    public void After_the_last_chunk_lengths_are_full_again()
    {
        var plan = new ChunkPlan(10, 1, chunkSize: 4);
        Assert.Equal([4, 4, 2, 4], Enumerable.Range(0, 4).Select(k => plan.LengthOf(k)));
    }

    [Fact]
    public void Unknown_length_without_chunk_size_is_adaptive()
    {
        foreach (var plan in new[] { new ChunkPlan(null, 4), new ChunkPlan(null, 4, splits: 3), default })
        {
            Assert.True(plan.IsAdaptive);
            Assert.Null(plan.ChunkCount);
            Assert.Equal(1, plan.ChunkSize);
            Assert.Throws<InvalidOperationException>(() => plan.LengthOf(0));
        }

        Assert.False(new ChunkPlan(null, 4, chunkSize: 4).IsAdaptive);
        Assert.Null(new ChunkPlan(null, 4, chunkSize: 4).ChunkCount);
    }

    [Theory]
    [InlineData("length", -1L, 1, null, null, null)]
    [InlineData("workers", 1L, 0, null, null, null)]
    [InlineData("chunkSize", 1L, 1, 0.99, null, null)]
    [InlineData("chunkSize", 1L, 1, double.NaN, null, null)]
    [InlineData("chunkSize", 1L, 1, double.PositiveInfinity, null, null)]
    [InlineData("splits", 1L, 1, null, 0, null)]
    [InlineData("lifespan", 1L, 1, null, null, 0)]
    public void Numbers_below_their_minimum_are_refused(string name, long? length, int workers, double? size, int? splits, int? lifespan) =>
        Assert.Throws<ArgumentOutOfRangeException>(name, () => new ChunkPlan(length, workers, size, splits, lifespan));

    private static List<int> Lengths(ChunkPlan plan, long length)
    {
        var lengths = new List<int>();
        for (var done = 0L; done < length; done += lengths[^1]) lengths.Add(plan.LengthOf(lengths.Count));
        return lengths;
    }

    private static List<int> MpireLoop(long length, double size)
    {
        var lengths = new List<int>();
        var rest = length;
        for (var current = size; rest > 0; current = current + size - Math.Ceiling(current))
        {
            lengths.Add((int)Math.Min(rest, Math.Max(1, (long)Math.Ceiling(current))));
            rest -= lengths[^1];
        }

        return lengths;
    }
}
