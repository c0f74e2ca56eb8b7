using System.Diagnostics;

namespace Mpire.Tests.Contracts;

/// <summary>What the contract classes stand on: pools of one start method, ended with the test and seen to leave nothing behind.</summary>
[Collection(PoolCollection.Name)]
public abstract class PoolContract(WorkerPoolOptions method) : IAsyncLifetime
{
    private static readonly HashSet<string> Warm = [];

    private readonly List<object> _pools = [];
    private readonly List<Gate> _gates = [];
    private HangGuard? _guard;
    private Residue? _before;
    private string? _folder;

    /// <summary>The start method, with what belongs to it.</summary>
    protected WorkerPoolOptions Method { get; } = method;

    protected bool HasProcesses => Method.StartMethod != StartMethod.Threading;

    /// <summary>Whether workers are copies of this process: they have its static fields and shared objects as they are, and nothing of them is written.</summary>
    protected bool HasCopies => Method.StartMethod == StartMethod.Fork;

    /// <summary>The start method for a pool in a worker: a copy cannot be copied.</summary>
    protected WorkerPoolOptions Nested => HasCopies ? Method with { StartMethod = StartMethod.Spawn } : Method;

    /// <summary>A pool that ends with the test.</summary>
    protected WorkerPool NewPool(int workers = 2, Func<WorkerPoolOptions, WorkerPoolOptions>? adjust = null) => Track(NewBuilder(workers, adjust).Build());

    /// <summary>The beginning of a pool, to be tracked when it is built.</summary>
    protected WorkerPoolBuilder NewBuilder(int workers = 2, Func<WorkerPoolOptions, WorkerPoolOptions>? adjust = null)
    {
        var options = Method with { Workers = workers };
        return WorkerPool.Create(adjust is null ? options : adjust(options));
    }

    /// <summary>Lets a pool that was made otherwise end with the test.</summary>
    protected T Track<T>(T pool)
        where T : IDisposable
    {
        _pools.Add(pool);
        return pool;
    }

    /// <summary>Has all workers started where that would not be possible once the test has a timer, a socket, threads of its own, or calls from a thread of the
    /// thread pool: no copy of a process is made then. Elsewhere the test's own call starts them.</summary>
    protected WorkerPool Started(WorkerPool pool)
    {
        StartEarly(pool);
        return pool;
    }

    /// <summary>The same for any pool.</summary>
    protected void StartEarly<TWorker>(WorkerPoolBase<TWorker> pool)
        where TWorker : Worker
    {
        if (!HasCopies) return;
        var slots = Engines.Of(pool).Slots;

        // Where the thread pool has threads, some workers come later, and others do their work.
        WaitUntil(
            () =>
            {
                if (ThreadPool.ThreadCount > 0) return false;
                pool.Map(static x => x, Enumerable.Range(0, slots.Length), new MapOptions { ChunkSize = 1 });
                return slots.All(static slot => slot.Link is not null);
            },
            "all workers to be started");
    }

    /// <summary>A gate that the test's end opens if the test has not.</summary>
    protected Gate NewGate()
    {
        var gate = new Gate(Path.Combine(Folder(), $"gate{_gates.Count}"));
        _gates.Add(gate);
        return gate;
    }

    protected Tally NewTally() => new(Directory.CreateDirectory(Path.Combine(Folder(), Guid.NewGuid().ToString("N"))).FullName);

    /// <summary>How many worker processes live.</summary>
    protected static int CountChildren() => Residue.Workers().Count();

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(StartMethods.IsSupported(Method.StartMethod, out var whyNot), whyNot ?? "");

        // Its timer has a thread, which no copy of this process could have; the contracts' host is watched from outside.
        if (!HasCopies) _guard = new HangGuard(TestContext.Current.Test?.TestDisplayName ?? GetType().Name, () => _pools);
        _ = PoolFolder.Path;

        // What is opened once and kept is not a leak of the first test. A task may spawn workers in this very process, of which the first one opens something.
        if (!HasCopies && Warm.Add("spawned"))
        {
            using var spawned = new WorkerPool(workers: 1, StartMethod.Spawn);
            spawned.Map(static x => x, [1]);
        }

        if (Warm.Add($"{Method}"))
        {
            // Opens a second descriptor, which stays.
            Console.Error.Flush();
            using var pool = new WorkerPool(Method with { Workers = 2 });
            pool.Map(static x => x, Enumerable.Range(0, 4));
        }

        _before = Residue.Now(keepsThreads: HasCopies);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var gate in _gates) gate.Open();
        foreach (var pool in _pools) ((IDisposable)pool).Dispose();
        if (OperatingSystem.IsLinux()) Mpire.Starting.ForkServerPark.Clear();
        try
        {
            _before!.AssertNothingNew();
        }
        finally
        {
            if (_folder is not null) Directory.Delete(_folder, recursive: true);
            _guard?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Kills a process of a task.</summary>
    protected static void Kill(int process)
    {
        // Number 0 stands for every process of the test's own group.
        Assert.NotEqual(0, process);
        using var victim = Process.GetProcessById(process);
        victim.Kill();
    }

    /// <summary>Waits, in the test's process, for something that another thread brings about.</summary>
    protected static void WaitUntil(Func<bool> condition, string what) =>
        Assert.True(Waiting.Until(condition, TimeSpan.FromSeconds(30)), $"waited 30 s for: {what}");

    protected static TimeSpan Measure(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private string Folder() => _folder ??= Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pools", Guid.NewGuid().ToString("N"))).FullName;
}
