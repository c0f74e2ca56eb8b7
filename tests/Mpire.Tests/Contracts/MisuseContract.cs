namespace Mpire.Tests.Contracts;

/// <summary>What cannot work is refused at the call with the name of the option, its value and what to do.</summary>
public abstract class MisuseContract(WorkerPoolOptions method) : PoolContract(method)
{
    public static TheoryData<string, string, string> BadMapOptions => new()
    {
        { "ChunkSize", "0", "at least 1" }, { "ChunkSize", "0.5", "at least 1" }, { "ChunkSize", "-3", "at least 1" }, { "ChunkSize", "NaN", "at least 1" },
        { "Splits", "0", "at least 1" }, { "Splits", "-1", "at least 1" }, { "Length", "-1", "number of items" },
        { "MaxTasksActive", "0", "at least 1" }, { "MaxTasksActive", "-5", "at least 1" }, { "WorkerLifespan", "0", "at least 1" }, { "WorkerLifespan", "-2", "at least 1" },
    };

    public static TheoryData<string, string, string> BadPoolOptions => new()
    {
        { "Workers", "0", "at least 1" }, { "Workers", "-1", "at least 1" }, { "StartMethod", "77", "Choose" }, { "Profile", "9", "Choose" },
        { "CancellationGrace", "-00:00:05", "zero or more" }, { "TerminateTimeout", "-00:00:05", "zero or more" },
        { "CpuIds", "3", "one entry" }, { "CpuIds", "-1", "this machine has" }, { "CpuIds", "100000", "this machine has" }, { "CpuIds", "empty", "at least one" },
    };

    [Theory]
    [MemberData(nameof(BadMapOptions))]
    public async Task A_bad_map_option(string name, string value, string remedy)
    {
        var pool = NewPool();
        var options = name switch
        {
            "ChunkSize" => new MapOptions { ChunkSize = double.Parse(value) },
            "Splits" => new MapOptions { Splits = int.Parse(value) },
            "Length" => new MapOptions { Length = int.Parse(value) },
            "MaxTasksActive" => new MapOptions { MaxTasksActive = int.Parse(value) },
            _ => new MapOptions { WorkerLifespan = int.Parse(value) },
        };
        foreach (var verb in Verbs.All)
        {
            var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pool.Run(verb, static (int x) => x, [1], options));
            AssertTells(error, name, value, remedy);
        }

        AssertTells(Assert.Throws<ArgumentOutOfRangeException>(() => pool.ForEach(static x => { }, [1], options)), name, value, remedy);
        AssertTells(Assert.Throws<ArgumentOutOfRangeException>(() => pool.StarMap(static (int x, int y) => x, [(1, 1)], options)), name, value, remedy);
        Assert.Equal(0, CountChildren());
    }

    [Theory]
    [MemberData(nameof(BadPoolOptions))]
    public void A_bad_pool_option(string name, string value, string remedy)
    {
        var options = name switch
        {
            "Workers" => Method with { Workers = int.Parse(value) },
            "StartMethod" => Method with { StartMethod = (StartMethod)int.Parse(value) },
            "Profile" => Method with { Profile = (WorkerProfile)int.Parse(value) },
            "CancellationGrace" => Method with { CancellationGrace = TimeSpan.Parse(value) },
            "TerminateTimeout" => Method with { TerminateTimeout = TimeSpan.Parse(value) },
            _ => Method with
            {
                Workers = 2,
                CpuIds = value switch
                {
                    "3" => [0, 0, 0],
                    "empty" => [CpuSet.Create([])],
                    _ => [int.Parse(value)],
                },
            },
        };
        var error = Assert.ThrowsAny<ArgumentException>(() => new WorkerPool(options));
        AssertTells(error, name, value, remedy);
        Assert.ThrowsAny<ArgumentException>(() => WorkerPool.Create(options));
        Assert.ThrowsAny<ArgumentException>(() => new WorkerPool<int>(1, options));
    }

    [Fact]
    public void Nothing_where_something_is_needed()
    {
        var pool = NewPool();
        Assert.Throws<ArgumentNullException>(() => new WorkerPool(null!));
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => pool.Map((Func<int, int>)null!, [1])).ParamName);
        Assert.Equal("items", Assert.Throws<ArgumentNullException>(() => pool.Map(static x => x, (int[])null!)).ParamName);
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => { _ = pool.MapAsync((Func<int, int>)null!, [1]); }).ParamName);
        Assert.Equal("items", Assert.Throws<ArgumentNullException>(() => { _ = pool.MapAsync(static x => x, (IAsyncEnumerable<int>)null!); }).ParamName);
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => pool.ForEach((Action<int>)null!, [1])).ParamName);
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => pool.Apply((Func<int>)null!)).ParamName);
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => { _ = pool.ApplyAsync((Action)null!); }).ParamName);
        Assert.Equal(0, CountChildren());
    }

    [Fact]
    public void A_builder_refuses_steps_that_would_lose_hooks()
    {
        var hooked = NewBuilder().WithHooks(static _ => { });
        Assert.Contains("WithHooks", Assert.Throws<InvalidOperationException>(() => hooked.Share("shared")).Message, StringComparison.Ordinal);
        Assert.Contains("WithHooks", Assert.Throws<InvalidOperationException>(() => hooked.WithState(static _ => 1)).Message, StringComparison.Ordinal);
        var shared = NewBuilder().Share("shared").WithHooks(static _ => { });
        Assert.Contains("WithHooks", Assert.Throws<InvalidOperationException>(() => shared.WithState(static _ => 1)).Message, StringComparison.Ordinal);
        Assert.Equal("factory", Assert.Throws<ArgumentNullException>(() => NewBuilder().Share((Func<int>)null!)).ParamName);
        Assert.Equal("init", Assert.Throws<ArgumentNullException>(() => NewBuilder().WithState((Func<Worker, int>)null!)).ParamName);
    }

    [Fact]
    public void A_builder_makes_many_pools_and_steps_leave_it_as_it_was()
    {
        var plain = NewBuilder(1);
        var shared = plain.Share("shared");
        var counting = shared.WithState(static worker => new List<string> { worker.Shared });
        var (first, second) = (Track(counting.Build()), Track(counting.Build()));
        Assert.Equal([2, 3], first.Map(static (worker, x) => Add(worker.State, x), ["a", "b"]));
        Assert.Equal([2], second.Map(static (worker, x) => Add(worker.State, x), ["c"]));
        Assert.Equal(["shared1"], Track(shared.Build()).Map(static (worker, x) => worker.Shared + x, [1]));
        Assert.Equal([1], Track(plain.Build()).Map(static x => x, [1]));

        static int Add(List<string> state, string item)
        {
            state.Add(item);
            return state.Count;
        }
    }

    private static void AssertTells(ArgumentException error, string name, string value, string remedy)
    {
        Assert.Equal(name, error.ParamName);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }
}
