namespace Mpire.Tests.Lifecycle;

public sealed class SharedObjectsTests : PoolTest
{
    private const string ScratchVariable = "MPIRE_TESTS_SCRATCH";

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_shared_value_is_read_by_every_task(Way way)
    {
        using var pool = NewBuilder(way).Share(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }).Build();
        Assert.Equal([1, 2, 1, 2], pool.Map((worker, key) => worker.Shared[key], new[] { "a", "b", "a", "b" }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void The_constructor_takes_shared_objects_too(Way way)
    {
        using var pool = new WorkerPool<double[]>([1.5, 2.5, 3.5], Options(way));
        Assert.Equal([3.5, 1.5], pool.Map((worker, i) => worker.Shared[i], new[] { 2, 0 }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void The_dataset_program_of_mpire_runs(Way way)
    {
        var dataset = Enumerable.Range(0, 1000).Select(i => i * 0.5f).ToArray();
        using var pool = NewBuilder(way, 4).Share(dataset).Build();
        var sums = pool.Map((worker, x) => worker.Shared.AsSpan(x * 10, 10).ToArray().Sum(), Enumerable.Range(0, 100));
        Assert.Equal(Enumerable.Range(0, 100).Select(x => dataset.AsSpan(x * 10, 10).ToArray().Sum()), sums);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Several_objects_are_shared_as_a_tuple(Way way)
    {
        using var pool = NewBuilder(way).Share((Names: new List<string> { "x", "y" }, Factor: 3, Map: new SortedDictionary<int, string> { [1] = "one" })).Build();
        Assert.Equal(["y3one", "x3one"], pool.Map((worker, i) => worker.Shared.Names[i] + worker.Shared.Factor + worker.Shared.Map[1], new[] { 1, 0 }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_factory_runs_once_per_spawned_worker_and_otherwise_once_in_all(Way way)
    {
        var scratch = Log.Create();
        try
        {
            using var pool = WorkerPool.Create(Options(way, 3) with { OrderTasks = true }).Share(() =>
            {
                Log.Add(scratch, "made");
                return new List<int> { Environment.ProcessId };
            }).Build();

            // A fork server begins at once: the program may have something else to do meanwhile.
            if (way != Way.ForkServer) Assert.Empty(Log.Read(scratch));
            var workers = pool.Map(
                (worker, _) => (worker.Id, Shared: worker.Shared[0], Here: Environment.ProcessId),
                Enumerable.Range(0, 60),
                new MapOptions { ChunkSize = 1 });
            var processes = workers.Select(worker => worker.Here).Distinct().Count();
            Assert.Equal(way == Way.Threading ? 1 : 3, processes);
            _ = pool.Map((worker, x) => worker.Shared[0] + x, new[] { 1, 2, 3 });
            if (way == Way.ForkServer)
            {
                Assert.Equal(ForkServers(), workers.Select(worker => worker.Shared).Distinct());
                Assert.Single(Log.Read(scratch));
            }
            else
            {
                Assert.All(workers, worker => Assert.Equal(worker.Here, worker.Shared));
                Assert.Equal(processes, Log.Read(scratch).Length);
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Fact]
    public void Worker_threads_have_the_very_same_objects_and_may_write_them()
    {
        var shared = new int[10];
        using var pool = NewBuilder(Way.Threading).Share(shared).Build();
        pool.ForEach((worker, i) => worker.Shared[i] = i * i, Enumerable.Range(0, 10));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * i), shared);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Worker_processes_have_copies(Way way)
    {
        var shared = new List<int> { 1 };
        using var pool = NewBuilder(way, 1).Share(shared).Build();
        pool.ForEach((worker, i) => worker.Shared.Add(i), new[] { 7, 8 });
        Assert.Equal([1], shared);
        shared.Add(99);
        Assert.Equal([3], pool.Map((worker, _) => worker.Shared.Count, new[] { 0 }));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void They_are_written_once_in_all_and_read_once_per_worker(Way way)
    {
        var before = CountingSerializer.Writes;
        using var pool = WorkerPool.Create(Options(way, 3) with { OrderTasks = true, Serializer = new CountingSerializer() }).Share(new Dictionary<string, int> { ["k"] = 5 }).Build();
        var seen = pool.Map(
            (worker, i) => (Environment.ProcessId, CountingSerializer.Reads, Value: worker.Shared["k"] + i),
            Enumerable.Range(0, 100),
            new MapOptions { ChunkSize = 1 });
        Assert.Equal(3, seen.Select(one => one.ProcessId).Distinct().Count());
        Assert.All(seen, one => Assert.Equal(1, one.Reads));
        Assert.Equal(Enumerable.Range(5, 100), seen.Select(one => one.Value));
        Assert.Equal(1, CountingSerializer.Writes - before);
        Assert.Equal(0, CountingSerializer.Reads);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_change_between_two_maps_takes_effect(Way way)
    {
        using var pool = NewBuilder(way).Share("first").Build();
        var first = pool.Map((worker, _) => (worker.Shared, Environment.ProcessId), new[] { 0, 1 });
        Assert.All(first, one => Assert.Equal("first", one.Shared));
        pool.SetSharedObjects("second");
        var second = pool.Map((worker, _) => (worker.Shared, Environment.ProcessId), new[] { 0, 1 });
        Assert.All(second, one => Assert.Equal("second", one.Shared));
        pool.SetSharedObjects(() => "third");
        Assert.Equal(["third"], pool.Map((worker, _) => worker.Shared, new[] { 0 }));
        if (way != Way.Threading) Assert.Empty(first.Select(one => one.ProcessId).Intersect(second.Select(one => one.ProcessId)));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_change_while_work_runs_is_refused(Way way)
    {
        using var pool = NewBuilder(way).Share(1).Build();
        using var results = pool.Imap((worker, i) => worker.Shared + i, Enumerable.Range(0, 100), new MapOptions { MaxTasksActive = 4 }).GetEnumerator();
        Assert.True(results.MoveNext());
        var refused = Assert.Throws<InvalidOperationException>(() => pool.SetSharedObjects(2));
        Assert.Contains("Imap", refused.Message, StringComparison.Ordinal);
        Assert.True(results.MoveNext());
        Assert.Equal(2, results.Current);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Three_hundred_megabytes_go_through_the_small_ring(Way way)
    {
        var numbers = new double[300_000_000 / sizeof(double)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i;
        using var pool = NewBuilder(way, 1).Share(numbers).Build();
        var last = numbers.Length - 1;
        Assert.Equal([0, 12_345_678, last], pool.Map((worker, i) => worker.Shared[i], new[] { 0, 12_345_678, last }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void A_dictionary_of_200000_strings_is_shared(Way way)
    {
        var words = Enumerable.Range(0, 200_000).ToDictionary(i => $"key {i}", i => $"valuë {i}");
        using var pool = NewBuilder(way).Share(words).Build();
        Assert.Equal(["valuë 0", "valuë 199999", "(none)"], pool.Map((worker, key) => worker.Shared.GetValueOrDefault(key, "(none)"), new[] { "key 0", "key 199999", "key 200000" }));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void What_cannot_travel_is_refused_at_the_call(Way way)
    {
        using var stream = new MemoryStream();
        using var file = File.OpenRead("/dev/null");
        var refused = Assert.Throws<SerializationException>(() => NewBuilder(way).Share(new Holder { Inner = file }).Build());
        Assert.Contains(nameof(Holder.Inner), refused.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(FileStream), refused.Message, StringComparison.Ordinal);
        Assert.Empty(Workers());
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_refused_change_leaves_the_shared_objects_as_they_were(Way way)
    {
        using var file = File.OpenRead("/dev/null");
        using var pool = NewBuilder(way).Share(new Holder { Name = "good" }).Build();
        Assert.Equal(["good"], pool.Map((worker, _) => worker.Shared.Name, new[] { 0 }));
        Assert.Throws<SerializationException>(() => pool.SetSharedObjects(new Holder { Inner = file }));
        Assert.Equal(["good"], pool.Map((worker, _) => worker.Shared.Name, new[] { 0 }));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_factory_that_throws_fails_every_open_job_and_the_pool_can_be_mended(Way way)
    {
        using var pool = NewBuilder(way).Share<string>(() => throw new FormatException("no index here")).Build();
        var calls = Enumerable.Range(0, 5).Select(i => pool.ApplyAsync(worker => worker.Shared.Length + i, Token)).ToList();
        foreach (var call in calls)
            Assert.Equal("no index here", (await Assert.ThrowsAsync<FormatException>(() => call)).Message);
        Assert.Throws<FormatException>(() => pool.Map((worker, i) => worker.Shared.Length + i, Enumerable.Range(0, 10)));
        pool.SetSharedObjects("four");
        Assert.Equal([4, 5], pool.Map((worker, i) => worker.Shared.Length + i, new[] { 0, 1 }));
    }

    [Fact]
    public async Task A_worker_thread_that_fails_before_it_has_its_place_is_heard()
    {
        // A race between two threads: without the pool's second look some ten rounds were enough.
        for (var round = 0; round < 300; round++)
        {
            using var pool = NewBuilder(Way.Threading).Share<string>(() => throw new FormatException()).Build();
            var calls = Enumerable.Range(0, 5).Select(i => pool.ApplyAsync(worker => worker.Shared.Length + i, Token)).ToList();
            foreach (var call in calls) await Assert.ThrowsAsync<FormatException>(() => call);
        }
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public void Shared_objects_state_and_worker_id_go_together(Way way)
    {
        using var pool = NewBuilder(way, 2)
            .Share(new[] { 10, 20 })
            .WithState(worker => new Counter { Base = worker.Shared[1], Worker = worker.Id }, worker => (worker.Id, worker.State.Calls, worker.Shared[0])).Build();
        var told = pool.Map(
            (worker, i) =>
            {
                worker.State.Calls++;
                return (worker.Id, worker.State.Worker, Value: worker.Shared[0] + worker.State.Base + i);
            },
            Enumerable.Range(0, 50),
            new MapOptions { ChunkSize = 5 });
        Assert.Equal(Enumerable.Range(30, 50), told.Select(one => one.Value));
        Assert.All(told, one => Assert.Equal(one.Id, one.Worker));
        Assert.All(told, one => Assert.InRange(one.Id, 0, 1));
        pool.Stop(Token);
        var exits = pool.GetExitResults<(int Id, int Calls, int Shared)>();
        Assert.Equal(50, exits.Sum(exit => exit.Calls));
        Assert.All(exits, exit => Assert.Equal(10, exit.Shared));
        Assert.Equal(told.CountBy(one => one.Id).OrderBy(one => one.Key), exits.Select(exit => KeyValuePair.Create(exit.Id, exit.Calls)).OrderBy(one => one.Key));
    }

    [Fact]
    public void Environment_variables_reach_the_workers()
    {
        using var pool = new WorkerPool(Options(Way.Spawn) with { Environment = new Dictionary<string, string?> { [ScratchVariable] = "told" } });
        Assert.Equal(["told"], pool.Map(_ => Environment.GetEnvironmentVariable(ScratchVariable), new[] { 0 }));
    }

    private sealed class Holder
    {
        public string Name { get; set; } = "";

        public Stream? Inner { get; set; }
    }

    private sealed class Counter
    {
        public int Base { get; set; }

        public int Worker { get; set; }

        public int Calls { get; set; }
    }
}
