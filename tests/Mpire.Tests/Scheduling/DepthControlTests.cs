using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class DepthControlTests
{
    [Fact]
    public void Nothing_queues_behind_a_first_chunk_of_unknown_length()
    {
        var depth = new DepthControl(1000);
        Assert.Equal(1, depth.Depth);
        depth.Observe(10);
        Assert.Equal(DepthControl.Max, depth.Depth);
        depth.Reset();
        Assert.Equal(1, depth.Depth);
    }

    [Theory]
    [InlineData(1_000_000, 2)]
    [InlineData(1000, 2)]
    [InlineData(334, 3)]
    [InlineData(100, 10)]
    [InlineData(1, 64)]
    [InlineData(0, 64)]
    public void The_depth_covers_the_target_time(long service, int expected)
    {
        var depth = new DepthControl(1000);
        depth.Observe(service);
        Assert.Equal(expected, depth.Depth);
    }

    [Fact]
    public void Once_measured_it_lies_between_its_bounds_and_follows_a_lasting_change() =>
        Gen.Select(Gen.Long[-1, long.MaxValue].Array[1, 30], Gen.Long[1, 2000]).Sample((before, lasting) =>
        {
            var depth = new DepthControl(1000);
            foreach (var ticks in before)
            {
                depth.Observe(ticks);
                Assert.InRange(depth.Depth, DepthControl.Min, DepthControl.Max);
            }

            for (var k = 0; k < 120; k++) depth.Observe(lasting);
            Assert.InRange(depth.Depth, Math.Clamp(1000 / (lasting + 1), 2, 64), Math.Clamp((1000 / lasting) + 1, 2, 64));
        });

    [Fact]
    public void A_slow_first_chunk_is_soon_forgotten()
    {
        // 5 ms of compilation, then 3 µs per chunk; target 0.2 ms; ticks of 1 µs.
        var depth = new DepthControl(200);
        depth.Observe(5000);
        var chunks = 0;
        for (; depth.Depth < 40; chunks++) depth.Observe(3);
        Assert.InRange(chunks, 1, 14);
    }
}
