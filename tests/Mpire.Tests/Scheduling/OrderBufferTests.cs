using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class OrderBufferTests
{
    [Fact]
    public void Any_permutation_of_runs_comes_out_in_order_as_soon_as_it_can() =>
        Gen.Select(Gen.Int[1, 9].Array[0, 40], Gen.Int, Gen.Bool).Sample((lengths, seed, inRanges) =>
        {
            var runs = new List<(int Start, int Length)>();
            foreach (var length in lengths) runs.Add((runs.Count == 0 ? 0 : runs[^1].Start + runs[^1].Length, length));
            var total = lengths.Sum();
            var arrival = runs.ToArray();
            new Random(seed).Shuffle(arrival);

            var buffer = new OrderBuffer<string>();
            var come = new bool[total];
            var taken = new List<string>();
            foreach (var (start, length) in arrival)
            {
                if (length == 1) buffer.Add(start, $"{start}");
                else buffer.AddRange(start, Enumerable.Range(start, length).Select(i => $"{i}").ToArray());
                come.AsSpan(start, length).Fill(true);
                Drain(buffer, inRanges, taken);
                var gap = Array.IndexOf(come, false);
                Assert.Equal(gap < 0 ? total : gap, taken.Count);
                Assert.Equal(taken.Count, buffer.NextIndex);
                Assert.Equal(come.Count(c => c) - taken.Count, buffer.Count);
            }

            Assert.Equal(Enumerable.Range(0, total).Select(i => $"{i}"), taken);
        });

    [Fact]
    public void A_result_that_comes_twice_is_refused()
    {
        var buffer = new OrderBuffer<int>();
        buffer.AddRange(0, new[] { 1, 2, 3 });
        buffer.Add(5, 6);
        Assert.Throws<ArgumentException>("start", () => buffer.Add(5, 6));
        Assert.True(buffer.TryTake(out _));
        foreach (var index in new[] { 0, 1, 2 }) Assert.Throws<ArgumentException>("start", () => buffer.Add(index, 0));
        Assert.Equal(3, buffer.Count);
    }

    [Fact]
    public void An_empty_run_is_nothing()
    {
        var buffer = new OrderBuffer<int>();
        buffer.AddRange(0, Memory<int>.Empty);
        Assert.False(buffer.TryTake(out _));
        buffer.Add(0, 7);
        Assert.True(buffer.TryTake(out var item));
        Assert.Equal(7, item);
    }

    [Fact]
    public void A_taken_result_is_not_held_until_its_run_is_taken()
    {
        var run = new object[] { new(), new() };
        var buffer = new OrderBuffer<object>();
        buffer.AddRange(0, run);
        Assert.True(buffer.TryTake(out _));
        Assert.Null(run[0]);
        Assert.NotNull(run[1]);
    }

    private static void Drain(OrderBuffer<string> buffer, bool inRanges, List<string> taken)
    {
        if (inRanges)
            while (buffer.TryTakeRange(out var items)) taken.AddRange(items.Span);
        else
            while (buffer.TryTake(out var item)) taken.Add(item);
    }
}
