using CsCheck;

namespace Mpire.Tests.Scheduling;

public class ChunkingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 3, new[] { 4, 3, 3 })]
    [InlineData(2.5, null, new[] { 3, 2, 3, 2 })]
    [InlineData(null, 6, new[] { 2, 2, 1, 2, 2, 1 })]
    public void Ten_items_are_cut_as_mpire_cuts_them(double? chunkSize, int? splits, int[] lengths)
    {
        Assert.Equal(lengths, Chunking.Split(Enumerable.Range(0, 10), chunkSize, splits).Select(c => c.Length));
        Assert.Equal(lengths, Chunking.Split(Lazy(10), chunkSize, splits, length: 10).Select(c => c.Length));
        Assert.Equal(lengths, Chunking.Split<int>(new int[10].AsMemory(), chunkSize, splits).Select(c => c.Length));
    }

    [Fact]
    public async Task The_chunks_put_together_are_the_input_up_to_the_length()
    {
        await Gen.Select(Gen.Int[0, 400], Gen.Double[1, 30].Nullable(), Gen.Int[1, 50], Gen.Int[0, 500].Nullable())
            .SampleAsync(async (n, size, splits, length) =>
            {
                var expected = Enumerable.Range(0, Math.Min(n, length ?? n)).ToList();
                Assert.Equal(expected, Chunking.Split(Lazy(n), size, splits, length ?? n).SelectMany(c => c));
                Assert.Equal(expected, Chunking.Split(Enumerable.Range(0, n).ToList(), size, splits, length).SelectMany(c => c));
                Assert.Equal(
                    Enumerable.Range(0, n),
                    Chunking.Split<int>(Enumerable.Range(0, n).ToArray().AsMemory(), size, splits).SelectMany(c => c.ToArray()));
                var streamed = new List<int>();
                var chunks = Chunking.SplitAsync(Lazy(n).ToAsyncEnumerable(), size, splits, length ?? n, Token);
                await foreach (var chunk in chunks) streamed.AddRange(chunk);
                Assert.Equal(expected, streamed);
            });
    }

    [Fact]
    public void The_input_is_read_one_chunk_at_a_time_and_not_beyond_the_length()
    {
        var read = 0;
        IEnumerable<int> Endless()
        {
            while (true) yield return read++;
        }

        using var chunks = Chunking.Split(Endless(), chunkSize: 3, length: 7).GetEnumerator();
        Assert.Equal(0, read);
        Assert.True(chunks.MoveNext());
        Assert.Equal(3, read);
        Assert.True(chunks.MoveNext());
        Assert.True(chunks.MoveNext());
        Assert.Equal([6], chunks.Current);
        Assert.False(chunks.MoveNext());
        Assert.Equal(7, read);
    }

    [Fact]
    public void A_chunk_is_never_the_callers_own_array()
    {
        var items = new[] { 1, 2, 3 };
        Assert.NotSame(items, Chunking.Split(items, chunkSize: 3).Single());
    }

    [Fact]
    public void Misuse_fails_at_the_call_and_names_the_remedy()
    {
        Assert.Throws<ArgumentNullException>("items", () => Chunking.Split<int>(null!, 1));
        Assert.Throws<ArgumentNullException>("items", () => Chunking.SplitAsync<int>(null!, 1, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>("chunkSize", () => Chunking.Split(Lazy(3), 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("splits", () => Chunking.Split(Lazy(3), splits: 0, length: 3));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => Chunking.Split(Lazy(3), 2, length: -1));
        var neither = Assert.Throws<ArgumentException>("chunkSize", () => Chunking.Split(Lazy(3)));
        Assert.Contains("Neither chunkSize nor splits", neither.Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<ArgumentException>("length", () => Chunking.Split(Lazy(3), splits: 2));
        Assert.Contains("give its length, or a chunkSize", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("length", () => Chunking.SplitAsync(Lazy(3).ToAsyncEnumerable(), splits: 2, cancellationToken: Token));
        Assert.Throws<ArgumentException>("chunkSize", () => Chunking.Split<int>(new int[3].AsMemory()));
    }

    private static IEnumerable<int> Lazy(int n)
    {
        for (var i = 0; i < n; i++) yield return i;
    }
}
