namespace Mpire.Tests.Contracts;

/// <summary>Arrays are cut into blocks, and results that are arrays are joined, in order and in place.</summary>
public abstract class BlockContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly MapOptions Tens = new() { ChunkSize = 10 };

    [Fact]
    public void Results_of_the_blocks_length_are_joined_in_order()
    {
        var pool = NewPool();
        var items = Numbers(1003);
        Assert.Equal(items.Select(static x => x * 2), pool.MapBlocks(static block => Doubled(block), items));
        Assert.Equal(items.Select(static x => x * 2), pool.MapBlocks(static block => Doubled(block), items, Tens));
        Assert.Equal(items.Skip(7).Take(50).Select(static x => x * 2), pool.MapBlocks(static block => Doubled(block), new ReadOnlyMemory<float>(items, 7, 50), Tens));
    }

    [Fact]
    public void Results_of_other_lengths_are_joined_in_order()
    {
        var pool = NewPool();
        int[] items = [.. Enumerable.Range(0, 205)];
        Assert.Equal([.. Enumerable.Repeat(10, 20), 5], pool.MapBlocks(static block => new[] { block.Length }, items, Tens));
        Assert.Equal(items.Where(static x => x % 3 == 0), pool.MapBlocks(static block => block.ToArray().Where(static x => x % 3 == 0).ToArray(), items, Tens));
        Assert.Empty(pool.MapBlocks(static block => Array.Empty<long>(), items, Tens));

        // The first ones have their block's length, so that places seem to be known.
        Assert.Equal(
            [.. items.Take(100), .. items.Skip(100).SelectMany(static x => new[] { x, x })],
            pool.MapBlocks(static block => block[0] < 100 ? block.ToArray() : block.ToArray().SelectMany(static x => new[] { x, x }).ToArray(), items, Tens));
    }

    [Fact]
    public async Task Every_form_of_task_and_input_and_destination()
    {
        var pool = NewPool();
        var items = Numbers(35);
        ReadOnlyMemory<float> memory = items;
        using var shared = Shared(items);
        float[] expected = [.. items.Select(static x => x * 2)];
        Assert.Equal(expected, pool.MapBlocks(static block => Doubled(block), items, Tens));
        Assert.Equal(expected, pool.MapBlocks(static (worker, block) => Doubled(worker, block), items, Tens));
        Assert.Equal(expected, pool.MapBlocks(static block => Doubled(block), memory, Tens));
        Assert.Equal(expected, pool.MapBlocks(static (worker, block) => Doubled(worker, block), memory, Tens));
        Assert.Equal(expected, pool.MapBlocks(static block => Doubled(block), shared, Tens));
        Assert.Equal(expected, pool.MapBlocks(static (worker, block) => Doubled(worker, block), shared, Tens));
        Assert.Equal(expected, await pool.MapBlocksAsync(static block => Doubled(block), items, Tens));
        Assert.Equal(expected, await pool.MapBlocksAsync(static (worker, block) => Doubled(worker, block), items, Tens));
        Assert.Equal(expected, await pool.MapBlocksAsync(static block => Doubled(block), memory, Tens));
        Assert.Equal(expected, await pool.MapBlocksAsync(static (worker, block) => Doubled(worker, block), memory, Tens));
        Assert.Equal(expected, await pool.MapBlocksAsync(static block => Doubled(block), shared, Tens));
        Assert.Equal(expected, await pool.MapBlocksAsync(static (worker, block) => Doubled(worker, block), shared, Tens));

        await Into(room => Task.FromResult(pool.MapBlocks(static block => Doubled(block), items, room, Tens)));
        await Into(room => Task.FromResult(pool.MapBlocks(static (worker, block) => Doubled(worker, block), items, room, Tens)));
        await Into(room => Task.FromResult(pool.MapBlocks(static block => Doubled(block), memory, room, Tens)));
        await Into(room => Task.FromResult(pool.MapBlocks(static (worker, block) => Doubled(worker, block), memory, room, Tens)));
        await Into(room => Task.FromResult(pool.MapBlocks(static block => Doubled(block), shared, room, Tens)));
        await Into(room => Task.FromResult(pool.MapBlocks(static (worker, block) => Doubled(worker, block), shared, room, Tens)));
        await Into(room => pool.MapBlocksAsync(static block => Doubled(block), items, room, Tens));
        await Into(room => pool.MapBlocksAsync(static (worker, block) => Doubled(worker, block), items, room, Tens));
        await Into(room => pool.MapBlocksAsync(static block => Doubled(block), memory, room, Tens));
        await Into(room => pool.MapBlocksAsync(static (worker, block) => Doubled(worker, block), memory, room, Tens));
        await Into(room => pool.MapBlocksAsync(static block => Doubled(block), shared, room, Tens));
        await Into(room => pool.MapBlocksAsync(static (worker, block) => Doubled(worker, block), shared, room, Tens));

        async Task Into(Func<Memory<float>, Task<int>> call)
        {
            var room = new float[40];
            Assert.Equal(35, await call(room));
            Assert.Equal([.. expected, 0, 0, 0, 0, 0], room);
        }
    }

    [Fact]
    public void From_a_shared_array_into_another_and_into_itself()
    {
        var pool = NewPool();
        var items = Numbers(5000);
        using var from = Shared(items);
        using var to = SharedArray.Create<float>(6000);
        Assert.Equal(5000, pool.MapBlocks(static block => Doubled(block), from, to.AsMemory(500, 5500), new MapOptions { Splits = 7 }));
        Assert.Equal([.. new float[500], .. items.Select(static x => x * 2), .. new float[500]], to);
        Assert.Equal(5000, pool.MapBlocks(static block => Doubled(block), from, from.AsMemory()));
        Assert.Equal(items.Select(static x => x * 2), from);

        // The same function over another array.
        Assert.Equal(new float[500], pool.MapBlocks(static block => Doubled(block), to, Tens)[..500]);
    }

    [Fact]
    public void Elements_of_any_type()
    {
        var pool = NewPool();
        string?[] words = ["lake", null, "pool", "sea"];
        Assert.Equal([2, 2], pool.MapBlocks(static block => new[] { block.Length }, words, new MapOptions { ChunkSize = 2 }));
        Assert.Equal(["LAKE", "", "POOL", "SEA"], pool.MapBlocks(static block => Upper(block), words, new MapOptions { ChunkSize = 2 }));
        Assert.Equal(["a", "b", "c"], pool.MapBlocks(static block => Upper(block), new[] { "A", "B", "C" }).Select(static word => word.ToLowerInvariant()));
    }

    [Fact]
    public void Nothing_and_one_element()
    {
        var pool = NewPool();
        Assert.Empty(pool.MapBlocks(static block => Doubled(block), Array.Empty<float>()));
        Assert.Empty(pool.MapBlocks(static block => Doubled(block), ReadOnlyMemory<float>.Empty, Tens));
        Assert.Equal(0, pool.MapBlocks(static block => Doubled(block), Array.Empty<float>(), Memory<float>.Empty));
        Assert.Equal([6f], pool.MapBlocks(static block => Doubled(block), new[] { 3f }));
        Assert.Equal([6f], pool.MapBlocks(static block => Doubled(block), new[] { 3f }, Tens));
    }

    [Fact]
    public async Task A_block_that_fails_is_named_by_its_range()
    {
        var pool = NewPool();
        using var shared = SharedArray.Create<int>(100);
        int[] items = [.. Enumerable.Range(0, 100)];
        shared.CopyFrom(items);
        var errors = new[]
        {
            Assert.Throws<InvalidDataException>(() => pool.MapBlocks(static block => Failing(block), items, Tens)),
            Assert.Throws<InvalidDataException>(() => pool.MapBlocks(static block => Failing(block), shared, Tens)),
            await Assert.ThrowsAsync<InvalidDataException>(() => pool.MapBlocksAsync(static block => Failing(block), items, Tens)),
        };
        foreach (var error in errors)
        {
            var failure = TaskFailure.Of(error)!;
            Assert.Equal(4, failure.TaskIndex);
            Assert.Equal(40..50, failure.Argument);
            Assert.Contains("40..50", failure.ToString(), StringComparison.Ordinal);
        }

        var nothing = Assert.Throws<InvalidOperationException>(() => pool.MapBlocks(static block => (int[])null!, items, Tens));
        Assert.Contains("returned null", nothing.Message, StringComparison.Ordinal);
        Assert.Equal(items, pool.MapBlocks(static block => block.ToArray(), items, Tens));
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_by_name()
    {
        var pool = NewPool();
        int[] items = [.. Enumerable.Range(0, 100)];
        Assert.Equal("items", Assert.Throws<ArgumentNullException>(() => pool.MapBlocks(static block => block.ToArray(), (int[])null!)).ParamName);
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => pool.MapBlocks((Func<ReadOnlySpan<int>, int[]>)null!, items)).ParamName);
        var promise = Assert.Throws<ArgumentException>(() => pool.MapBlocks(static block => block.ToArray(), items, new MapOptions { Length = 99 }));
        Assert.Contains("100 items", promise.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.MapBlocks(static block => block.ToArray(), items, new MapOptions { ChunkSize = 0 }));
        var shared = SharedArray.Create<int>(10);
        shared.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.MapBlocks(static block => block.ToArray(), shared));

        var error = Assert.Throws<ArgumentException>(() => pool.MapBlocks(static block => block.ToArray(), items, new int[99], Tens));
        Assert.Equal("destination", error.ParamName);
        Assert.Contains("99 elements, and the results 100", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ArgumentException>(() => pool.MapBlocksAsync(static block => new int[20], items, new int[199], Tens));
        Assert.Contains("199 elements, and the results 200", error.Message, StringComparison.Ordinal);
        Assert.Equal(200, pool.MapBlocks(static block => new int[20], items, new int[200], Tens));
    }

    [Fact]
    public void Uneven_results_in_a_given_place_keep_their_order()
    {
        var pool = NewPool();
        int[] items = [.. Enumerable.Range(0, 100)];
        var room = new int[200];
        Assert.Equal(150, pool.MapBlocks(static block => block[0] == 0 ? block.ToArray().Concat(new int[50]).ToArray() : block.ToArray(), items, room, Tens));
        Assert.Equal([.. items[..10], .. new int[50], .. items[10..]], room[..150]);
        Assert.Equal(new int[50], room[150..]);
    }

    [Fact]
    public void Limits_count_blocks()
    {
        var pool = NewPool();
        int[] items = [.. Enumerable.Range(0, 100)];
        var workers = pool.MapBlocks(
            static (worker, block) => new[] { (Environment.ProcessId, Environment.CurrentManagedThreadId, worker.Id, block.Length) },
            items,
            new MapOptions { ChunkSize = 10, WorkerLifespan = 2, MaxTasksActive = 3 });
        Assert.All(workers, static worker => Assert.Equal(10, worker.Length));
        Assert.All(workers.GroupBy(static worker => (worker.ProcessId, worker.CurrentManagedThreadId, worker.Id)), lives => Assert.True(!HasProcesses || lives.Count() <= 2));
        Assert.Equal([34, 33, 33], pool.MapBlocks(static block => new[] { block.Length }, items, new MapOptions { Splits = 3 }));
    }

    [Fact]
    public void A_hundred_megabytes_do_not_become_two_hundred()
    {
        var pool = NewPool();
        var items = new double[100 << 17];
        for (var i = 0; i < items.Length; i++) items[i] = i;
        var results = new double[items.Length];
        pool.MapBlocks(static block => block.ToArray(), new ReadOnlyMemory<double>(items, 0, 1000), results);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(items.Length, pool.MapBlocks(static block => block.ToArray(), items, results));

        // Worker threads allocate their results here.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, HasProcesses ? 20 << 20 : 130 << 20);
        Assert.Equal(items, results);
    }

    [Fact]
    public void A_block_longer_than_any_message_in_one_piece()
    {
        var pool = NewPool();
        var items = Numbers(3_000_000);
        Assert.Equal(items.Select(static x => x * 2), pool.MapBlocks(static block => Doubled(block), items, new MapOptions { Splits = 1 }));
    }

    [Fact]
    public void A_killed_worker_is_told_with_its_block()
    {
        Assert.SkipUnless(HasProcesses, "threads cannot be killed");
        var pool = NewPool();
        int[] items = [.. Enumerable.Range(0, 100)];
        var error = Assert.Throws<WorkerDiedException>(() => pool.MapBlocks(
            static block =>
            {
                if (block[0] == 70) Kill(Environment.ProcessId);
                return block.ToArray();
            },
            items,
            Tens));
        Assert.Equal(70..80, TaskFailure.Of(error)!.Argument);
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(static i => (float)i)];

    private static SharedArray<float> Shared(float[] items)
    {
        var shared = SharedArray.Create<float>(items.Length);
        shared.CopyFrom(items);
        return shared;
    }

    private static float[] Doubled(ReadOnlySpan<float> block)
    {
        var result = new float[block.Length];
        for (var i = 0; i < result.Length; i++) result[i] = block[i] * 2;
        return result;
    }

    private static float[] Doubled(Worker worker, ReadOnlySpan<float> block)
    {
        Assert.InRange(worker.Id, 0, 1);
        return Doubled(block);
    }

    private static string[] Upper(ReadOnlySpan<string?> block)
    {
        var result = new string[block.Length];
        for (var i = 0; i < result.Length; i++) result[i] = block[i]?.ToUpperInvariant() ?? "";
        return result;
    }

    private static int[] Failing(ReadOnlySpan<int> block) => block[0] == 40 ? throw new InvalidDataException("forty") : block.ToArray();
}
