using CsCheck;
using Mpire.Scheduling;

namespace Mpire.Tests.Scheduling;

public class WorkerChooserTests
{
    private static readonly Gen<WorkerLoad[]> Workers =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 4], Gen.Frequency((3, Gen.Const(long.MaxValue)), (2, Gen.Long[0, 6])), Gen.Bool)
            .Select((queued, unbegun, depth, life, ready) => new WorkerLoad
            {
                Queued = queued,
                Unbegun = Math.Min(unbegun, queued),
                Depth = depth,
                RemainingTasks = life,
                IsReady = ready,
            })
            .Array[1, 9];

    [Fact]
    public void The_chosen_worker_has_room_and_none_with_room_has_fewer_chunks() =>
        Gen.Select(Workers, Gen.Long[0, long.MaxValue], Gen.Int[1, 8]).Sample((workers, chunk, tasks) =>
        {
            var id = new WorkerChooser(orderTasks: false).Choose(chunk, tasks, workers);
            if (id == WorkerChooser.None)
            {
                Assert.DoesNotContain(workers, w => w.HasRoom);
                return;
            }

            var chosen = workers[id];
            Assert.True(chosen.HasRoom);
            Assert.DoesNotContain(workers, w => w.HasRoom && w.Queued < chosen.Queued);
            var equals = workers.Where(w => w.HasRoom && w.Queued == chosen.Queued).ToList();
            if (equals.Any(w => w.RemainingTasks >= tasks)) Assert.True(chosen.RemainingTasks >= tasks);
            if (equals.Any(w => w.IsReady && w.RemainingTasks >= tasks)) Assert.True(chosen.IsReady);
        });

    [Fact]
    public void No_more_workers_are_woken_than_processors_can_run_while_those_at_work_are_quick() =>
        Gen.Select(Workers, Gen.Int[1, 6], Gen.Int[1, 8], Gen.Bool.Array[9]).Sample((workers, processors, tasks, quick) =>
        {
            for (var id = 0; id < workers.Length; id++) workers[id] = workers[id] with { IsQuick = quick[id] && workers[id].Queued > 0 };
            var chosenId = new WorkerChooser(orderTasks: false, processors).Choose(0, tasks, workers);
            if (chosenId == WorkerChooser.None)
            {
                Assert.DoesNotContain(workers, w => w.HasRoom);
                return;
            }

            var chosen = workers[chosenId];
            Assert.True(chosen.HasRoom);
            var isFull = workers.Count(w => w.Queued > 0) >= processors;
            var rivals = isFull && workers.Any(w => w.IsQuick && w.HasRoom) ? workers.Where(w => w.IsQuick) : workers;
            Assert.Contains(chosen, rivals);
            Assert.DoesNotContain(rivals, w => w.HasRoom && w.Queued < chosen.Queued);
        });

    [Fact]
    public void Ordered_tasks_go_to_their_own_worker_or_wait_for_it() =>
        Gen.Select(Workers, Gen.Long[0, long.MaxValue]).Sample((workers, chunk) =>
        {
            var own = (int)(chunk % workers.Length);
            Assert.Equal(workers[own].HasRoom ? own : WorkerChooser.None, new WorkerChooser(orderTasks: true).Choose(chunk, 1, workers));
        });

    [Fact]
    public void Before_any_result_chunks_go_round()
    {
        var workers = new[] { new WorkerLoad { Depth = 2 }, new WorkerLoad { Depth = 2 }, new WorkerLoad { Depth = 2 } };
        var chosen = new List<int>();
        for (var chunk = 0; chunk < 7; chunk++)
        {
            chosen.Add(new WorkerChooser(false).Choose(chunk, 1, workers));
            if (chosen[^1] >= 0) workers[chosen[^1]] = workers[chosen[^1]] with { Queued = workers[chosen[^1]].Queued + 1 };
        }

        Assert.Equal([0, 1, 2, 0, 1, 2, WorkerChooser.None], chosen);
    }

    [Fact]
    public void Chunks_are_taken_back_from_the_worker_where_most_wait() =>
        Gen.Select(Workers, Gen.Int[0, 8], Gen.Bool).Sample((workers, pick, order) =>
        {
            var idle = pick % workers.Length;
            var from = new WorkerChooser(order).TakeBackFrom(idle, workers);
            var others = workers.Where((w, id) => id != idle && w.KeepsWaiting).ToList();
            if (order || workers[idle].Queued > 0 || !workers[idle].HasRoom || others.Count == 0)
            {
                Assert.Equal(WorkerChooser.None, from);
                return;
            }

            Assert.NotEqual(idle, from);
            Assert.True(workers[from].KeepsWaiting);
            Assert.Equal(others.Max(w => w.Unbegun), workers[from].Unbegun);
        });

    [Theory]
    [InlineData(1, 1, true, false)]
    [InlineData(1, 1, false, true)]
    [InlineData(2, 1, true, true)]
    [InlineData(2, 2, true, true)]
    [InlineData(1, 0, true, false)]
    public void A_chunk_that_is_about_to_be_begun_is_left_alone(int queued, int unbegun, bool ready, bool taken)
    {
        WorkerLoad[] workers = [new(), new() { Queued = queued, Unbegun = unbegun, IsReady = ready }];
        Assert.Equal(taken ? 1 : WorkerChooser.None, new WorkerChooser(false).TakeBackFrom(0, workers));
    }
}
