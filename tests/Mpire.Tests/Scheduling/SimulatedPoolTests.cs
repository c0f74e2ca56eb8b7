using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class SimulatedPoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public void Seven_short_tasks_do_not_wait_behind_a_long_one(int slow)
    {
        var durations = Enumerable.Repeat(100L, 8).ToArray();
        durations[slow] = 2000;
        var pool = new SimulatedPool(durations, 2, new ChunkPlan(8, 2), maxTasksActive: 256);
        // The long task last cannot be known before: it begins when the seven others, shared by two, are about done.
        Assert.InRange(pool.Run(), 2000, slow == 7 ? 2000 + 400 : 2199);
        Assert.Equal(Enumerable.Range(0, 8), pool.Output);
    }

    [Fact]
    public void Whatever_the_options_every_task_runs_once_within_all_bounds() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 120], Gen.Int),
                Gen.Int[1, 6],
                Gen.Double[1, 20].Nullable(),
                Gen.Int[1, 40].Nullable(),
                Gen.Int[1, 60],
                Gen.Int[1, 12].Nullable(),
                Gen.Bool)
            .Sample((tasks, workers, size, splits, maxActive, lifespan, order) =>
            {
                var (count, seed) = tasks;
                var random = new Random(seed);
                var durations = Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? random.Next(2000) : (long)random.Next(5)).ToArray();
                var plan = new ChunkPlan(count, workers, size, splits, lifespan);
                var pool = new SimulatedPool(durations, workers, plan, maxActive, lifespan ?? int.MaxValue, order);
                var time = pool.Run();
                Assert.Equal(Enumerable.Range(0, count), pool.Output);
                Assert.InRange(time, durations.DefaultIfEmpty().Max(), durations.Sum());
            }, iter: 2000);

    [Fact]
    public void A_greedy_schedule_of_single_tasks_is_never_worse_than_its_known_bound() =>
        // Graham: with no worker idle while a task waits, the time is at most sum / workers + longest.
        Gen.Select(Gen.Long[0, 1000].Array[1, 80], Gen.Int[1, 6]).Sample((durations, workers) =>
        {
            var pool = new SimulatedPool(durations, workers, new ChunkPlan(durations.Length, workers, chunkSize: 1), maxTasksActive: 10_000);
            Assert.InRange(pool.Run(), durations.Max(), (durations.Sum() / workers) + durations.Max() + 1);
        }, iter: 2000);
}
