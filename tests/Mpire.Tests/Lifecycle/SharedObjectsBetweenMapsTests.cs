namespace Mpire.Tests.Lifecycle;

/// <summary>When workers get their shared objects, and what changes to them do.</summary>
public sealed class SharedObjectsBetweenMapsTests : PoolTest
{
    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Set_before_the_first_call_they_are_there_from_the_first_task(Way way)
    {
        using var pool = NewBuilder(way).Share("from the beginning").WithState(worker => worker.Shared).Build();
        Assert.Empty(Workers());
        pool.SetSharedObjects("set before the first call");
        Assert.Empty(Workers());
        Assert.Equal(
            [("set before the first call", "set before the first call")],
            pool.Map((worker, _) => (worker.State, worker.Shared), Enumerable.Range(0, 20)).Distinct());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Without_KeepAlive_fresh_workers_get_them_as_they_were_when_shared(Way way)
    {
        var shared = new List<string> { "shared" };
        using var pool = WorkerPool.Create(Options(way) with { KeepAlive = false }).Share(shared).Build();
        Assert.Equal([1], Counts());
        shared.Add("added by the caller");

        // Threads have the very same list. What was written for processes was written before the change.
        Assert.Equal([way == Way.Threading ? 2 : 1], Counts());
        pool.SetSharedObjects(shared);
        Assert.Equal([2], Counts());

        IEnumerable<int> Counts() => pool.Map((worker, _) => worker.Shared.Count, Enumerable.Range(0, 20)).Distinct();
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_worker_that_is_replaced_gets_them_unchanged(Way way)
    {
        using var pool = NewBuilder(way, 1).Share(new List<int> { 1 }).Build();
        var lengths = pool.Map(
            (worker, x) =>
            {
                worker.Shared.Add(x);
                return worker.Shared.Count;
            },
            Enumerable.Range(0, 6),
            new MapOptions { WorkerLifespan = 3, ChunkSize = 1 });
        Assert.Equal([2, 3, 4, 2, 3, 4], lengths);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_lock_is_shared_beside_what_it_protects(Way way)
    {
        using var mutex = SharedMutex.Create();
        using var total = SharedArray.Create<long>(2);
        using var pool = NewBuilder(way).Share((mutex, total, Step: 3)).Build();
        pool.ForEach(
            (worker, _) =>
            {
                var (mutex, total, step) = worker.Shared;
                using var held = mutex.Enter();
                total[0] += step;
                total[1] -= step;
            },
            Enumerable.Range(0, 2000));
        Assert.Equal([6000, -6000], total);
    }
}
