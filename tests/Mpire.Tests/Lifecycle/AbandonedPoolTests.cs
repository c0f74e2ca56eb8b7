using System.Runtime.CompilerServices;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Lifecycle;

/// <summary>Pools that nobody disposed.</summary>
public sealed class AbandonedPoolTests : PoolTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void The_last_reference_gone_ends_the_workers(Way way)
    {
        Use(way);
        CollectUntil(() => Workers().Count == 0, () => "Workers of a pool that is gone live on.");
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_pool_lives_as_long_as_a_call_on_it(Way way)
    {
        using var gate = new TemporaryFile();
        var call = CallAndForget(way, gate.Path);
        var map = MapAndForget(way, gate.Path);
        for (var i = 0; i < 5; i++) Collect();
        await File.WriteAllTextAsync(gate.Path, "open", Token);
        Assert.Equal(5, await call.WaitAsync(Soon, Token));
        Assert.Equal(new[] { 5 }, await map.WaitAsync(Soon, Token));
        CollectUntil(() => Workers().Count == 0, () => "Workers of a pool that is gone live on.");

        // Whoever keeps the task keeps no pool.
        GC.KeepAlive(call);
        GC.KeepAlive(map);
    }

    [Fact]
    public void A_refused_Share_leaves_no_descriptor()
    {
        if (!OperatingSystem.IsLinux()) return;
        Collect();
        var before = Descriptors();
        for (var i = 0; i < 20; i++) Refuse();
        CollectUntil(() => Descriptors() <= before, () => $"{Descriptors()} descriptors, {before} before.");
    }

    // In methods of their own, so that nothing of the pool stays in the test's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(Way way)
    {
        var pool = NewPool(way);
        Assert.Equal([1, 4], pool.Map(x => x * x, new[] { 1, 2 }));
        Assert.Equal(3, pool.ApplyAsync(x => x, 3).GetAwaiter().GetResult());

        // While the pool is held: once it is not, any collection may end them.
        Eventually(() => Workers().Count == 2, Soon, () => $"{Workers().Count} workers instead of 2");
        GC.KeepAlive(pool);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> CallAndForget(Way way, string gate) => NewPool(way).ApplyAsync(
        path =>
        {
            while (new FileInfo(path).Length == 0) Thread.Yield();
            return 5;
        },
        gate);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int[]> MapAndForget(Way way, string gate) => NewPool(way).MapAsync(
        path =>
        {
            while (new FileInfo(path).Length == 0) Thread.Yield();
            return 5;
        },
        Enumerable.Repeat(gate, 1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refuse()
    {
        Assert.Throws<SerializationException>(() => NewBuilder(Way.Spawn).Share(new MemoryStream()).Build());
        Assert.Throws<SerializationException>(() => new WorkerPool<Stream>(new MemoryStream(), Options(Way.Spawn)));
    }

    private static int Descriptors() => OpenFiles.Of().Count(target => target.Contains("eventfd", StringComparison.Ordinal));

    private static void CollectUntil(Func<bool> holds, Func<string> otherwise) => Eventually(
        () =>
        {
            Collect();
            return holds();
        },
        Soon,
        otherwise);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
