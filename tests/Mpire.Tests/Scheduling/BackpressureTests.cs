using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class BackpressureTests
{
    [Fact]
    public void The_maximum_is_never_exceeded_and_the_job_never_stuck() =>
        Gen.Select(Gen.Long[1, 60], Gen.Int[1, 8], Gen.Int[1, 100].Array[1, 60], Gen.Int).Sample((max, workers, wanted, seed) =>
        {
            var random = new Random(seed);
            var pressure = new Backpressure(max, workers);
            var inFlight = new List<int>();
            foreach (var chunk in wanted)
            {
                for (var rest = chunk; rest > 0;)
                {
                    var hasRoom = pressure.HasRoom(rest);
                    var allowed = pressure.Allow(rest);
                    Assert.Equal(hasRoom, allowed > 0);
                    Assert.InRange(allowed, 0, rest);
                    if (allowed == 0)
                    {
                        Assert.NotEmpty(inFlight);
                        var done = random.Next(inFlight.Count);
                        pressure.Release(inFlight[done]);
                        inFlight.RemoveAt(done);
                    }
                    else
                    {
                        inFlight.Add(allowed);
                        rest -= allowed;
                    }

                    Assert.Equal(inFlight.Sum(), pressure.Active);
                    Assert.True(pressure.Active <= max);
                }
            }
        });

    [Fact]
    public void A_chunk_that_can_fit_gets_all_or_nothing()
    {
        var pressure = new Backpressure(10, 2);
        Assert.Equal(8, pressure.Allow(8));
        Assert.Equal(0, pressure.Allow(8));
        Assert.Equal(2, pressure.Allow(2));
        pressure.Release(7);
        Assert.Equal(0, pressure.Allow(8));
        pressure.Release(1);
        Assert.Equal(8, pressure.Allow(8));
    }

    [Fact]
    public void A_chunk_longer_than_the_maximum_is_cut_so_that_every_worker_gets_a_piece()
    {
        var pressure = new Backpressure(9, 4);
        Assert.Equal([2, 2, 2, 2, 0], Enumerable.Range(0, 5).Select(_ => pressure.Allow(100)));
        Assert.Equal(1, new Backpressure(3, 16).Allow(100));
    }

    [Fact]
    public void The_maximum_may_shrink_while_tasks_are_active()
    {
        var pressure = new Backpressure(100, 2);
        Assert.Equal(90, pressure.Allow(90));
        pressure.MaxTasksActive = 10;
        Assert.Equal(0, pressure.Allow(1));
        pressure.Release(85);
        Assert.Equal(5, pressure.Allow(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => pressure.MaxTasksActive = 0);
    }

    [Fact]
    public void More_than_is_active_cannot_be_released()
    {
        var pressure = new Backpressure(10, 1);
        pressure.Allow(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => pressure.Release(4));
    }

    [Theory]
    [InlineData(2, 7812.5, 1, 31252L)]
    [InlineData(4, 1.0, 2, 8L)]
    [InlineData(4, 2.5, 64, 768L)]
    [InlineData(1, 1e300, 2, 2L * 0x7FFFFFC7)]
    [InlineData(int.MaxValue, 1e300, 64, long.MaxValue)]
    public void The_default_maximum_is_mpires_opened_up_for_deeper_queues(int workers, double size, int depth, long expected) =>
        Assert.Equal(expected, Backpressure.DefaultMaxTasksActive(workers, size, depth));
}
