namespace Mpire.Tests.Contracts;

/// <summary>Chunks, limits, lifespan, order, processors, keeping alive.</summary>
public abstract class OptionContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Theory]
    [InlineData(WorkerProfile.Batch, null, "0")]
    [InlineData(WorkerProfile.Inherit, null, null)]
    [InlineData(WorkerProfile.Batch, "1", "1")]
    public void Workers_run_with_their_profile_and_what_they_start_with_the_programs_settings(WorkerProfile profile, string? asked, string? expected)
    {
        const string Variable = "DOTNET_TC_QuickJitForLoops";
        if (!HasProcesses || !OperatingSystem.IsLinux()) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} is set for the tests themselves.");
        var environment = asked is null ? null : new Dictionary<string, string?> { [Variable] = asked };
        var pool = NewPool(1, o => o with { Profile = profile, Environment = environment });
        var (started, child) = pool.Apply(static () =>
        {
            using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", $"echo ${Variable}"]) { RedirectStandardOutput = true })!;
            return (File.ReadAllText("/proc/self/environ").Split('\0'), shell.StandardOutput.ReadToEnd().Trim());
        });

        // A copy was not started: it has the program's runtime.
        if (HasCopies) expected = Setting(File.ReadAllText("/proc/self/environ").Split('\0'));
        Assert.Equal(expected, Setting(started));
        Assert.Equal(asked ?? "", child);

        static string? Setting(string[] lines) => Array.Find(lines, static line => line.StartsWith(Variable + "=", StringComparison.Ordinal))?.Split('=')[1];
    }

    public static TheoryData<MapOptions> Cuts => new((MapOptions[])
    [
        new() { ChunkSize = 1 }, new() { ChunkSize = 3 }, new() { ChunkSize = 2.5 }, new() { ChunkSize = 1000 },
        new() { Splits = 1 }, new() { Splits = 7 }, new() { Splits = 1000 }, new() { ChunkSize = 4, Splits = 2 },
        new() { MaxTasksActive = 1 }, new() { MaxTasksActive = 2, ChunkSize = 10 }, new() { MaxTasksActive = 3, Splits = 2 }, new() { MaxTasksActive = 1000 },
        new() { Length = 50 }, new() { Length = 50, ChunkSize = 7 },
    ]);

    public static TheoryData<int, int, int> Lifespans => new(
        from lifespan in new[] { 1, 2, 3 }
        from workers in new[] { 1, 2, 3 }
        from chunk in new[] { 1, 2, 3, 4 }
        select (lifespan, workers, chunk));

    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task However_the_input_is_cut_each_item_gives_its_result(MapOptions options)
    {
        var pool = NewPool();
        var expected = Enumerable.Range(0, 50).Select(x => x * x).ToArray();
        foreach (var verb in Verbs.All)
        {
            foreach (var items in new[] { Enumerable.Range(0, 50), Enumerable.Range(0, 50).ToArray(), Enumerable.Range(0, 50).Where(_ => true) })
            {
                // A generator's length is not known, and that is what Splits needs.
                if (options.Splits is not null && options.ChunkSize is null && !items.TryGetNonEnumeratedCount(out _)) continue;
                var results = await pool.Run(verb, static (int x) => x * x, items, options);
                Assert.Equal(expected, Verbs.IsOrdered(verb) ? results : results.Order());
            }
        }
    }

    [Fact]
    public void Chunks_vary_by_one_to_keep_to_a_fraction()
    {
        // Two neighbours of one chunk see the same object, because what items of a chunk share stays shared.
        if (!HasProcesses) return;
        var mark = new int[1];
        var items = Enumerable.Repeat(mark, 10);
        var positions = NewPool(workers: 1).Map(static (int[] m) => ++m[0], items, new MapOptions { ChunkSize = 2.5, Length = 10 });
        Assert.Equal([1, 2, 3, 1, 2, 1, 2, 3, 1, 2], positions);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_promised_length_that_is_wrong_fails_the_map_naming_both_numbers(string verb)
    {
        var pool = NewPool();
        foreach (var promised in new[] { 5, 11 })
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(
                () => pool.Run(verb, static (int x) => x, Enumerable.Range(0, 10).Where(_ => true), new MapOptions { Length = promised }));
            Assert.Contains($"{promised}", error.Message, StringComparison.Ordinal);
            if (promised > 10) Assert.Contains("10", error.Message, StringComparison.Ordinal);
            Assert.Contains("length", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public void With_OrderTasks_chunk_k_runs_in_worker_k_modulo_jobs_in_every_map()
    {
        var pool = NewPool(workers: 3, o => o with { OrderTasks = true });
        for (var map = 0; map < 3; map++)
        {
            var ids = pool.Map(static (worker, _) => worker.Id, Enumerable.Range(0, 20), new MapOptions { ChunkSize = 2 });
            Assert.Equal(Enumerable.Range(0, 20).Select(i => i / 2 % 3), ids);
        }

        var unordered = pool.MapUnordered(static (worker, x) => (x, worker.Id), Enumerable.Range(0, 7), new MapOptions { ChunkSize = 1 });
        Assert.All(unordered, r => Assert.Equal(r.x % 3, r.Id));
    }

    [Fact]
    public void With_OrderTasks_a_busy_worker_keeps_its_chunks()
    {
        var gate = NewGate();
        var pool = NewPool(workers: 2, o => o with { OrderTasks = true });
        using var reader = pool.ImapUnordered(
            static (Worker worker, (int Index, Gate Gate) item) => item.Index == 0 ? item.Gate.Pass(worker.Id) : worker.Id,
            Enumerable.Range(0, 6).Select(i => (i, gate)).ToArray(),
            new MapOptions { ChunkSize = 1, MaxTasksActive = 6 }).GetEnumerator();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(1, reader.Current);
        }

        gate.Open();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(0, reader.Current);
        }

        Assert.False(reader.MoveNext());
    }

    [Theory]
    [MemberData(nameof(Lifespans))]
    public async Task No_worker_runs_more_tasks_than_its_lifespan(int lifespan, int workers, int chunk)
    {
        var pool = Track(NewBuilder(workers).WithState(static _ => new Counter()).Build());
        var options = new MapOptions { WorkerLifespan = lifespan, ChunkSize = chunk };
        var results = pool.Map(static (worker, x) => (Square: x * x, Count: ++worker.State.Tasks, Life: worker.State.Life), Enumerable.Range(0, 12), options);
        Assert.Equal(Enumerable.Range(0, 12).Select(x => x * x), results.Select(r => r.Square));
        Assert.All(results, r => Assert.InRange(r.Count, 1, lifespan));
        Assert.All(results.GroupBy(r => r.Life), life => Assert.InRange(life.Count(), 1, lifespan));

        var again = await pool.MapUnorderedAsync(static (worker, x) => (x, Count: ++worker.State.Tasks, worker.State.Life), Enumerable.Range(0, 5), options);
        Assert.Equal([0, 1, 2, 3, 4], again.Select(r => r.x).Order());
        Assert.All(again, r => Assert.InRange(r.Count, 1, lifespan));
    }

    [Fact]
    public void A_lifespan_with_big_results_and_many_workers_in_a_row()
    {
        var results = NewPool().Map(static x => Filled(x), Enumerable.Range(0, 12), new MapOptions { WorkerLifespan = 3, ChunkSize = 2 });
        Assert.All(results.Index(), r => Assert.Equal(Filled(r.Index), r.Item));

        static byte[] Filled(int x)
        {
            var bytes = new byte[1 << 20];
            Array.Fill(bytes, (byte)x);
            return bytes;
        }
    }

    [Fact]
    public void CpuIds_bind_workers_to_processors()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two processors");
        Assert.All(Affinities(NewPool(workers: 2, o => o with { CpuIds = [1] })), a => Assert.Equal("1", a.Allowed));
        Assert.All(Affinities(NewPool(workers: 2, o => o with { CpuIds = [1, 0] })), a => Assert.Equal(a.Id == 0 ? "1" : "0", a.Allowed));
        Assert.All(Affinities(NewPool(workers: 2, o => o with { CpuIds = [[0, 1]] })), a => Assert.Equal("0-1", a.Allowed));
        Assert.All(Affinities(NewPool(workers: 2, o => o with { CpuIds = [[0], [0, 1]] })), a => Assert.Equal(a.Id == 0 ? "0" : "0-1", a.Allowed));

        static (int Id, string Allowed)[] Affinities(WorkerPool pool) => pool.Map(
            static (worker, _) => (worker.Id, Array.Find(File.ReadAllLines("/proc/thread-self/status"), l => l.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))![18..].Trim()),
            Enumerable.Range(0, 8),
            new MapOptions { ChunkSize = 1 });
    }

    [Fact]
    public void No_more_workers_are_started_than_there_are_chunks()
    {
        var pool = NewPool(workers: 4);
        pool.Map(static x => x, [1]);
        if (HasProcesses) Assert.Equal(1, CountChildren());
        Assert.Equal([0], pool.Map(static (worker, _) => worker.Id, [1]));
        Assert.Single(pool.Map(static (worker, _) => worker.Id, Enumerable.Range(0, 100), new MapOptions { ChunkSize = 100 }).Distinct());
        if (HasProcesses) Assert.Equal(1, CountChildren());
        pool.Map(static x => x, [1, 2, 3], new MapOptions { ChunkSize = 2 });
        if (HasProcesses) Assert.InRange(CountChildren(), 1, 2);
    }

    [Fact]
    public void A_pool_of_one_worker_runs_all_tasks_there_in_order()
    {
        var pool = NewPool(workers: 1);
        var results = pool.MapUnordered(static (worker, x) => (x, worker.Id), Enumerable.Range(0, 1000));
        Assert.Equal(Enumerable.Range(0, 1000).Select(x => (x, 0)), results);
    }

    [Fact]
    public void Workers_and_their_state_are_kept_between_maps()
    {
        var pool = Track(NewBuilder(workers: 1).WithState(static _ => new Counter()).Build());
        var first = pool.Map(static (worker, _) => (Environment.ProcessId, worker.State.Life, ++worker.State.Tasks), Enumerable.Range(0, 3));
        var second = pool.Map(static (worker, _) => (Environment.ProcessId, worker.State.Life, ++worker.State.Tasks), Enumerable.Range(0, 3));
        Assert.Equal(first[0].ProcessId, second[0].ProcessId);
        Assert.Equal(first[0].Life, second[0].Life);
        Assert.Equal([1, 2, 3], first.Select(r => r.Item3));
        Assert.Equal([4, 5, 6], second.Select(r => r.Item3));
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Without_KeepAlive_every_map_gets_fresh_workers_and_leaves_none(string verb)
    {
        var pool = NewPool(workers: 2, o => o with { KeepAlive = false });
        var first = await pool.Run(verb, static (int _) => Environment.ProcessId, Enumerable.Range(0, 4));
        Assert.Equal(0, CountChildren());
        var second = await pool.Run(verb, static (int _) => Environment.ProcessId, Enumerable.Range(0, 4));
        Assert.Equal(0, CountChildren());
        if (HasProcesses) Assert.Empty(first.Intersect(second));
    }

    public sealed class Counter
    {
        public int Tasks { get; set; }

        public Guid Life { get; } = Guid.NewGuid();
    }
}
