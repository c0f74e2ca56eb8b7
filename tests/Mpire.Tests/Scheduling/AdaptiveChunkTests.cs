using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class AdaptiveChunkTests
{
    [Fact]
    public void The_size_stays_within_its_bounds_and_no_chunk_is_far_longer_than_one_that_was_measured() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Int[1, 10_000], Gen.Select(Gen.Long[-5, 10_000_000], Gen.Bool).Array[0, 60])
            .Sample((target, max, ticks) =>
            {
                var chunk = new AdaptiveChunk(target, max);
                Assert.Equal(1, chunk.Size);
                var longest = 0;
                foreach (var (spent, reading) in ticks)
                {
                    if (reading)
                    {
                        chunk.ObserveRead(chunk.Size, spent);
                    }
                    else
                    {
                        longest = Math.Max(longest, chunk.Size);
                        chunk.Observe(chunk.Size, spent);
                    }

                    Assert.InRange(chunk.Size, 1, Math.Min(max, Math.Max(1, longest * AdaptiveChunk.Growth)));
                }
            });

    [Fact]
    public void Steady_tasks_bring_a_chunk_to_the_target_time() =>
        Gen.Select(Gen.Long[1, 100_000], Gen.Long[100_000, 10_000_000]).Sample((perTask, target) =>
        {
            var chunk = new AdaptiveChunk(target, int.MaxValue);
            for (var k = 0; k < 40; k++) chunk.Observe(chunk.Size, chunk.Size * perTask);
            Assert.InRange(chunk.Size * perTask, Math.Min(target, perTask) - perTask, target);
            Assert.InRange((chunk.Size + 1) * perTask, target, long.MaxValue);
        });

    [Fact]
    public void A_million_tiny_tasks_need_few_chunks_even_after_a_slow_first_one()
    {
        // Ticks of 10 ns: the first task takes 5 ms to be compiled, all others 20 ns; a chunk should take 0.5 ms.
        var chunk = new AdaptiveChunk(50_000, int.MaxValue);
        chunk.Observe(1, 500_000);
        var chunks = 1;
        for (var done = 1; done < 1_000_000; chunks++)
        {
            var size = chunk.Size;
            done += size;
            chunk.Observe(size, size * 2);
        }

        Assert.InRange(chunks, 40, 80);
    }

    [Fact]
    public void Tasks_that_get_slow_shrink_the_chunks_at_once()
    {
        var chunk = new AdaptiveChunk(1000, 1_000_000);
        for (var k = 0; k < 20; k++) chunk.Observe(chunk.Size, chunk.Size);
        Assert.Equal(1000, chunk.Size);
        chunk.Observe(10, 10_000);
        Assert.Equal(1, chunk.Size);
    }

    [Fact]
    public void An_input_that_trickles_is_passed_on_in_short_chunks()
    {
        var chunk = new AdaptiveChunk(1000, 1_000_000);
        for (var k = 0; k < 20; k++)
        {
            chunk.ObserveRead(chunk.Size, chunk.Size * 500L);
            chunk.Observe(chunk.Size, chunk.Size);
        }

        Assert.Equal(2, chunk.Size);
    }
}
