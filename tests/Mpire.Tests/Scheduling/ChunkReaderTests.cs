using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class ChunkReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Gen<int[]> Counts = Gen.Int[1, 700].Array[1, 20];

    [Fact]
    public void Every_item_comes_once_and_in_order_from_every_kind_of_input() =>
        Gen.Select(Gen.Int[0, 2000], Counts).Sample((n, counts) =>
        {
            var items = Enumerable.Range(0, n).ToArray();
            foreach (var input in Inputs(items))
            {
                using var reader = ChunkReader<int>.OverItems(input);
                Assert.Equal(items, ReadAll(reader, counts));
                Assert.Equal(n, reader.Position);
                Assert.False(reader.TryRead(1, out var none));
                Assert.True(none.IsEmpty);
            }
        }, iter: 50);

    [Fact]
    public async Task Every_item_comes_once_and_in_order_when_read_asynchronously()
    {
        await Gen.Select(Gen.Int[0, 1000], Counts, Gen.Int[1, 7]).SampleAsync(async (n, counts, yieldEvery) =>
        {
            var items = Enumerable.Range(0, n).ToArray();
            foreach (var input in Inputs(items))
            {
                await using var reader = ChunkReader<int>.OverItems(input);
                Assert.Equal(items, await ReadAllAsync(reader, counts));
            }

            var stream = new Stream(items, yieldEvery);
            await using (var reader = ChunkReader<int>.OverStream(stream))
            {
                Assert.Null(reader.Length);
                Assert.Equal(items, await ReadAllAsync(reader, counts));
                Assert.Empty((await reader.ReadAsync(1, Token)).ToArray());
            }

            Assert.Equal(1, stream.Disposed);
        }, iter: 50);
    }

    [Fact]
    public void A_chunk_is_shorter_than_asked_only_at_the_end()
    {
        foreach (var input in Inputs(Enumerable.Range(0, 10).ToArray()))
        {
            using var reader = ChunkReader<int>.OverItems(input);
            Assert.Equal([4, 4, 2], Lengths(reader, 4));
        }
    }

    [Fact]
    public void The_length_is_known_without_enumerating_where_the_input_can_say_it()
    {
        var items = new[] { 1, 2, 3 };
        foreach (var input in Inputs(items).Where(input => input.GetType() != typeof(Probe)))
        {
            using var reader = ChunkReader<int>.OverItems(input);
            Assert.Equal(3, reader.Length);
        }

        using var range = ChunkReader<int>.OverItems(Enumerable.Range(0, 1_000_000_000).Select(i => i));
        Assert.Equal(1_000_000_000, range.Length);
        using var unknown = ChunkReader<int>.OverItems(items.Where(i => i > 1));
        Assert.Null(unknown.Length);
    }

    [Fact]
    public void Memory_is_sliced_and_not_copied()
    {
        var array = Enumerable.Range(0, 100).ToArray();
        var inputs = new IEnumerable<int>[] { array, new ArraySegment<int>(array, 10, 50), ImmutableCollectionsMarshal.AsImmutableArray(array) };
        foreach (var reader in inputs.Select(i => ChunkReader<int>.OverItems(i)).Append(ChunkReader<int>.OverMemory(array)))
        {
            while (reader.TryRead(7, out var chunk))
            {
                Assert.True(MemoryMarshal.TryGetArray(chunk, out var segment));
                Assert.Same(array, segment.Array);
            }

            Assert.Equal(reader.Length, reader.Position);
            reader.Dispose();
        }
    }

    [Fact]
    public void An_array_of_a_derived_type_is_sliced_as_well()
    {
        var words = new[] { "one", "two", "three" };
        using var reader = ChunkReader<object>.OverItems(words);
        Assert.True(reader.TryRead(2, out var chunk));
        Assert.Equal<object>(["one", "two"], chunk.ToArray());
        Assert.Same(words[1], chunk.Span[1]);
    }

    [Fact]
    public void A_chunk_of_a_list_does_not_change_with_the_list()
    {
        var list = new List<int> { 1, 2, 3, 4 };
        using var reader = ChunkReader<int>.OverItems(list);
        Assert.True(reader.TryRead(2, out var chunk));
        list[0] = 99;
        Assert.Equal([1, 2], chunk.ToArray());
    }

    [Fact]
    public void A_list_that_changed_since_it_was_given_is_refused()
    {
        var changes = new Action<List<int>>[] { l => l.Add(5), l => l.RemoveAt(0), l => l.Clear(), l => l.Reverse() };
        foreach (var change in changes)
        {
            var list = new List<int> { 1, 2, 3, 4 };
            using var reader = ChunkReader<int>.OverItems(list);
            Assert.True(reader.TryRead(2, out _));
            change(list);
            Assert.Throws<InvalidOperationException>(() => reader.TryRead(2, out _));
        }
    }

    [Fact]
    public void A_subclass_of_list_is_read_by_its_own_enumerator()
    {
        using var reader = ChunkReader<int>.OverItems(new Doubling { 1, 2, 3 });
        Assert.Equal([2, 4, 6], ReadAll(reader, [2]));
    }

    [Fact]
    public void The_input_is_read_no_further_than_asked_and_only_from_the_first_read_on()
    {
        var probe = new Probe([1, 2, 3, 4, 5]);
        using var reader = ChunkReader<int>.OverItems(probe);
        Assert.Equal(0, probe.Enumerations);
        Assert.True(reader.TryRead(2, out _));
        Assert.Equal((1, 2), (probe.Enumerations, probe.Moves));
    }

    [Fact]
    public void A_huge_chunk_size_costs_nothing_when_few_items_come()
    {
        using var reader = ChunkReader<int>.OverItems(new Probe([1, 2, 3]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.TryRead(int.MaxValue, out var chunk));
        Assert.Equal(3, chunk.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void The_enumerator_is_disposed_exactly_once(int read)
    {
        var probe = new Probe([1, 2, 3, 4, 5]);
        var reader = ChunkReader<int>.OverItems(probe);
        if (read > 0) reader.TryRead(read, out _);
        reader.Dispose();
        reader.Dispose();
        Assert.Equal(probe.Enumerations, probe.Disposals);
        Assert.Throws<ObjectDisposedException>(() => reader.TryRead(1, out _));
    }

    [Fact]
    public void Items_before_a_failure_come_first_and_then_every_read_fails_alike()
    {
        var probe = new Probe([1, 2, 3, 4, 5]) { FailAt = 4 };
        using var reader = ChunkReader<int>.OverItems(probe);
        Assert.True(reader.TryRead(2, out _));
        Assert.True(reader.TryRead(2, out var rest));
        Assert.Equal([3], rest.ToArray());
        var first = Assert.Throws<FormatException>(() => reader.TryRead(2, out _));
        var second = Assert.Throws<FormatException>(() => reader.TryRead(2, out _));
        Assert.Same(first, second);
        Assert.Equal(1, probe.Disposals);
        Assert.Equal(4, probe.Moves);
    }

    [Fact]
    public async Task An_asynchronous_failure_comes_after_the_items_before_it()
    {
        var stream = new Stream([1, 2, 3], 2) { Fail = true };
        await using var reader = ChunkReader<int>.OverStream(stream);
        var items = await reader.ReadAsync(9, Token);
        Assert.Equal([1, 2, 3], items.ToArray());
        var first = await Assert.ThrowsAsync<FormatException>(async () => await reader.ReadAsync(9, Token));
        Assert.Same(first, await Assert.ThrowsAsync<FormatException>(async () => await reader.ReadAsync(9, Token)));
        Assert.Equal(1, stream.Disposed);
    }

    [Fact]
    public async Task The_token_reaches_an_asynchronous_input()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var reader = ChunkReader<int>.OverStream(Endless(Token));
        var pending = reader.ReadAsync(2, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);

        static async IAsyncEnumerable<int> Endless(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            await Task.Delay(Timeout.Infinite, token);
            yield return 1;
        }
    }

    [Fact]
    public async Task An_asynchronous_input_left_early_is_let_go()
    {
        var stream = new Stream([1, 2, 3], 2);
        var untouched = ChunkReader<int>.OverStream(stream);
        await untouched.DisposeAsync();
        Assert.Equal(0, stream.Disposed);

        await using var reader = ChunkReader<int>.OverStream(stream);
        Assert.Equal(1, (await reader.ReadAsync(1, Token)).Length);
        await reader.DisposeAsync();
        Assert.Equal(1, stream.Disposed);
    }

    [Fact]
    public void An_asynchronous_input_cannot_be_read_synchronously()
    {
        using var reader = ChunkReader<int>.OverStream(new Stream([1, 2, 3], 2));
        Assert.Throws<InvalidOperationException>(() => reader.TryRead(1, out _));
    }

    [Fact]
    public void A_declared_length_that_the_input_contradicts_fails_at_the_call()
    {
        var error = Assert.Throws<ArgumentException>("length", () => ChunkReader<int>.OverItems([1, 2, 3], 2));
        Assert.Contains("given as 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("has 3 items", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("length", () => ChunkReader<int>.OverMemory(new int[3], 4));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => ChunkReader<int>.OverItems(new Probe([]), -1));
    }

    [Fact]
    public void A_declared_length_is_kept_or_the_read_after_it_fails() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int[1, 50]).Sample((found, declared, count) =>
        {
            using var reader = ChunkReader<int>.OverItems(new Probe(Enumerable.Range(0, found).ToArray()), declared);
            Assert.Equal(declared, reader.Length);
            if (found == declared)
            {
                Assert.Equal(Enumerable.Range(0, found), ReadAll(reader, [count]));
                return;
            }

            var error = Assert.Throws<InvalidOperationException>(() => ReadAll(reader, [count]));
            Assert.Contains($"given as {declared}", error.Message, StringComparison.Ordinal);
            Assert.Contains(
                found < declared ? $"ended after {found} " : $"goes on after {declared} ", error.Message, StringComparison.Ordinal);
            Assert.Equal(Math.Min(found, declared), reader.Position);
        });

    [Fact]
    public void An_input_that_grew_is_read_to_its_end()
    {
        var probe = new CountedProbe([1, 2, 3, 4, 5], 3);
        using var reader = ChunkReader<int>.OverItems(probe);
        Assert.Equal(3, reader.Length);
        Assert.Equal([1, 2, 3, 4, 5], ReadAll(reader, [2]));
    }

    [Fact]
    public void An_immutable_array_that_was_never_set_is_refused() =>
        Assert.Throws<ArgumentException>("items", () => ChunkReader<int>.OverItems(default(ImmutableArray<int>)));

    private static IEnumerable<IEnumerable<int>> Inputs(int[] items) =>
    [
        items,
        items.ToList(),
        new ArraySegment<int>([-1, .. items, -1], 1, items.Length),
        items.ToImmutableArray(),
        new ReadOnlyCollection<int>(items),
        new LinkedList<int>(items),
        new CountedProbe(items, items.Length),
        new Probe(items),
    ];

    private static List<int> ReadAll(ChunkReader<int> reader, int[] counts)
    {
        var all = new List<int>();
        for (var k = 0; reader.TryRead(counts[k % counts.Length], out var chunk); k++)
        {
            Assert.InRange(chunk.Length, 1, counts[k % counts.Length]);
            all.AddRange(chunk.Span);
        }

        return all;
    }

    private static async Task<List<int>> ReadAllAsync(ChunkReader<int> reader, int[] counts)
    {
        var all = new List<int>();
        for (var k = 0; await reader.ReadAsync(counts[k % counts.Length], Token) is { IsEmpty: false } chunk; k++) all.AddRange(chunk.ToArray());
        return all;
    }

    private static IEnumerable<int> Lengths(ChunkReader<int> reader, int count)
    {
        while (reader.TryRead(count, out var chunk)) yield return chunk.Length;
    }

    private sealed class Doubling : List<int>, IEnumerable<int>
    {
        IEnumerator<int> IEnumerable<int>.GetEnumerator() => this.Select(i => i * 2).ToList().GetEnumerator();
    }

    private class Probe(int[] items) : IEnumerable<int>
    {
        public int Enumerations { get; private set; }

        public int Disposals { get; private set; }

        public int Moves { get; private set; }

        public int FailAt { get; init; }

        public IEnumerator<int> GetEnumerator()
        {
            Enumerations++;
            try
            {
                foreach (var item in items)
                {
                    if (++Moves == FailAt) throw new FormatException("Line 4 is not a number.");
                    yield return item;
                }
            }
            finally
            {
                Disposals++;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class CountedProbe(int[] items, int count) : Probe(items), IReadOnlyCollection<int>
    {
        public int Count => count;
    }

    private sealed class Stream(int[] items, int yieldEvery) : IAsyncEnumerable<int>
    {
        public int Disposed { get; private set; }

        public bool Fail { get; init; }

        public async IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            try
            {
                foreach (var item in items)
                {
                    if (item % yieldEvery == 0) await Task.Yield();
                    yield return item;
                }

                if (Fail) throw new FormatException("The stream broke.");
            }
            finally
            {
                Disposed++;
            }
        }
    }
}
