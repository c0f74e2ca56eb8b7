namespace Mpire.Tests.Forks;

/// <summary>What a program does whose workers are copies of it.</summary>
internal static partial class Scenarios
{
    private static readonly int[] Numbers = [.. Enumerable.Range(0, 100)];
    private static readonly int[] Doubled = [.. Enumerable.Range(0, 100).Select(x => 2 * x)];

    public static Dictionary<string, Action> All { get; } = new(StringComparer.Ordinal)
    {
        ["map"] = Map,
        ["second-map"] = SecondMap,
        ["fresh-workers"] = FreshWorkers,
        ["lifespan"] = Lifespan,
        ["pools"] = Pools,
        ["lazy"] = Lazy,
        ["asynchronous"] = () => Asynchronous().GetAwaiter().GetResult(),
        ["sequence"] = Sequence,
        ["failure"] = Failure,
        ["death"] = Death,
        ["cancellation"] = Cancellation,
        ["time-limit"] = TimeLimit,
        ["retry"] = Retry,
        ["continue"] = Continue,
        ["untransportable"] = Untransportable,
        ["captured-untransportable"] = CapturedUntransportable,
        ["captured-large"] = CapturedLarge,
        ["captured-useless"] = CapturedUseless,
        ["captured-too-late"] = CapturedTooLate,
        ["captured-by-replacements"] = CapturedByReplacements,
        ["captured-asynchronously"] = () => CapturedAsynchronously().GetAwaiter().GetResult(),
        ["factory"] = Factory,
        ["failing-factory"] = FailingFactory,
        ["copy-on-write"] = CopyOnWrite,
        ["statics"] = Statics,
        ["hooks"] = Hooks,
        ["nested"] = Nested,
        ["original's-pool"] = OriginalsPool,
        ["work"] = Work,
        ["thread"] = RefusedForThread,
        ["timer"] = RefusedForTimer,
        ["thread-pool"] = ThreadPoolUsed,
        ["thread-pool-call"] = RefusedForThreadPool,
        ["asynchronous-fresh"] = () => AsynchronousFresh().GetAwaiter().GetResult(),
        ["asynchronous-failure"] = () => AsynchronousFailure().GetAwaiter().GetResult(),
        ["late-closing"] = LateClosing,
        ["console"] = RefusedForConsole,
        ["socket"] = RefusedForSocket,
        ["shared-wait"] = RefusedForSharedWait,
        ["refused"] = RefusedUnprepared,
        ["together"] = Together,
        ["one-after-the-other"] = OneAfterTheOther,
        ["end-handlers"] = EndHandlers,
        ["late-preparation"] = LatePreparation,
        ["later-change"] = LaterChange,
        ["temporary-folder"] = NothingInTheTemporaryFolder,
        ["environment"] = EnvironmentIsTheUsers,
        ["loops-compiled-well"] = () => IsStartedWith("DOTNET_TC_QuickJitForLoops=0"),
        ["loops-compiled-as-asked"] = () => IsStartedWith("DOTNET_TC_QuickJitForLoops=1"),
    };

    private static WorkerPoolOptions Two { get; } = new() { Workers = 2, StartMethod = StartMethod.Fork };

    private static void Map()
    {
        using var pool = new WorkerPool(Two);
        Same(Doubled, pool.Map(x => 2 * x, Numbers));
    }

    private static void SecondMap()
    {
        using var pool = new WorkerPool(Two);
        for (var i = 0; i < 5; i++) Same(Doubled, pool.Map(x => 2 * x, Numbers));
    }

    private static void FreshWorkers()
    {
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        var seen = new HashSet<int>();
        for (var i = 0; i < 20; i++)
        {
            var ids = pool.Map(x => Environment.ProcessId, Numbers).Distinct().ToArray();
            foreach (var id in ids) True(seen.Add(id), "a worker was used twice");
            True(!ids.Contains(Environment.ProcessId), "the program itself worked");
        }
    }

    private static void Lifespan()
    {
        using var pool = new WorkerPool(Two);
        var ids = pool.Map(_ => Environment.ProcessId, Enumerable.Range(0, 40), new MapOptions { WorkerLifespan = 1 });
        True(ids.Distinct().Count() == 40, "a worker lived too long");
    }

    private static void Pools()
    {
        for (var i = 0; i < 10; i++) Map();
        using var first = new WorkerPool(Two);
        using var second = new WorkerPool(Two);
        for (var i = 0; i < 3; i++)
        {
            Same(Doubled, first.Map(x => 2 * x, Numbers));
            Same(Doubled, second.Map(x => 2 * x, Numbers, new MapOptions { WorkerLifespan = 20 }));
        }
    }

    private static void Lazy()
    {
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 5; i++) Same(Doubled, [.. pool.Imap(x => 2 * x, Numbers)]);
    }

    private static async Task Asynchronous()
    {
        using var pool = new WorkerPool(Two);
        Same(Doubled, await pool.MapAsync(x => 2 * x, Numbers));
        Same(Doubled, await pool.MapAsync(x => 2 * x, Numbers));
    }

    private static void Sequence()
    {
        using var pool = new WorkerPool(Two with { KeepAlive = false });
        for (var i = 0; i < 5; i++) Same(Doubled, pool.Map(x => 2 * x, Numbers.Where(_ => true), new MapOptions { WorkerLifespan = 30 }));
    }

    private static void Failure()
    {
        using var pool = new WorkerPool(Two);
        for (var i = 0; i < 3; i++)
        {
            var error = Throws<InvalidOperationException>(() => pool.Map(x => x == 50 ? throw new InvalidOperationException("Fifty.") : x, Numbers));
            True(error.Message.Contains("Fifty.", StringComparison.Ordinal), error.Message);
            Same(Doubled, pool.Map(x => 2 * x, Numbers));
        }
    }

    private static void Death()
    {
        using var pool = new WorkerPool(Two);
        for (var i = 0; i < 3; i++)
        {
            Throws<WorkerDiedException>(() => pool.Map(x => x == 50 ? End(3) : x, Numbers));
            Same(Doubled, pool.Map(x => 2 * x, Numbers));
        }

        static int End(int code)
        {
            Environment.Exit(code);
            return 0;
        }
    }

    private static void Cancellation()
    {
        using var pool = new WorkerPool(Two with { CancellationGrace = TimeSpan.FromMilliseconds(10) });
        using var cancel = new CancellationTokenSource();
        Throws<OperationCanceledException>(() => pool.Map(x => Hang(), Cancelling(), cancellationToken: cancel.Token));
        Same(Doubled, pool.Map(x => 2 * x, Numbers));

        IEnumerable<int> Cancelling()
        {
            yield return 1;
            yield return 2;
            yield return 3;
            cancel.Cancel();
            yield return 4;
        }

        static int Hang()
        {
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }
    }

    private static void EnvironmentIsTheUsers()
    {
        True(Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") is null, "a setting of the user's is not as it was");
        True(Environment.GetEnvironmentVariable("DOTNET_gcConcurrent") is null, "a setting of the preparation is left");
        True(Environment.GetEnvironmentVariable("MPIRE_PREPARED") is null, "the preparation's mark is left");
        using var pool = new WorkerPool(Two with { Environment = new Dictionary<string, string?> { ["ASKED"] = "yes" } });
        var seen = pool.Map(
            _ => (Environment.GetEnvironmentVariable("ASKED"), Environment.GetEnvironmentVariable("DOTNET_gcConcurrent"), Environment.CurrentDirectory), [1]);
        True(seen[0] == ("yes", null, Environment.CurrentDirectory), $"{seen[0]}");
    }

    // What the runtime has read; the variables themselves are put back.
    private static void IsStartedWith(string setting) => True(File.ReadAllText("/proc/self/environ").Split('\0').Contains(setting), $"not started with {setting}");

    private static void Same(int[] expected, int[] actual) =>
        True(expected.AsSpan().SequenceEqual(actual), $"expected {string.Join(',', expected)}, got {string.Join(',', actual)}");

    private static void True(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    private static T Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T expected)
        {
            return expected;
        }

        throw new InvalidOperationException($"Nothing was thrown, {typeof(T).Name} should have been.");
    }
}
