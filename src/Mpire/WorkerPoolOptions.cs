namespace Mpire;

/// <summary>How a pool works; fixed when the pool is made. Checked by the pool's constructor.</summary>
/// <remarks>MPIRE's <c>WorkerPool</c> constructor arguments; docs/from-python.md has the table.</remarks>
public sealed record WorkerPoolOptions
{
    /// <summary>Number of workers, at least 1. Default: <see cref="Environment.ProcessorCount"/>, which respects a container's limit.
    /// No more workers are started than there are chunks of work.</summary>
    public int Workers { get; init; } = System.Environment.ProcessorCount;

    /// <summary>How workers come to life. Default: <see cref="StartMethod.Default"/>, which is <see cref="StartMethod.Spawn"/>.</summary>
    public StartMethod StartMethod { get; init; } = StartMethod.Default;

    /// <summary>The processors that workers may use; <see langword="null"/> (default) for all. One set for all workers, or one per worker.</summary>
    public CpuIds? CpuIds { get; init; }

    /// <summary>
    /// Whether workers live on between maps. Default <see langword="true"/>, the one default that departs from MPIRE: a .NET worker is dear
    /// to start and gets faster as its code is compiled. With <see langword="false"/> every map gets fresh workers, which run their exit hook
    /// and end before the map returns.
    /// </summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>Whether chunk k of every map goes to worker k modulo <see cref="Workers"/>. Default <see langword="false"/>: to whichever worker is
    /// free first. With <see langword="true"/> a chunk waits for its worker even if another is idle.</summary>
    public bool OrderTasks { get; init; }

    /// <summary>How arguments, results and shared objects are written. <see langword="null"/> (default): the built-in serializer, which takes
    /// ordinary types as they are.</summary>
    public IPayloadSerializer? Serializer { get; init; }

    /// <summary>
    /// How long a task whose result is not wanted any more may go on before its worker is ended and replaced. Default 250 ms. Not negative;
    /// <see cref="Timeout.InfiniteTimeSpan"/> to wait for the task however long it takes.
    /// </summary>
    public TimeSpan CancellationGrace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long one task may run, of maps and single calls. Default: as long as it takes. Longer than zero; watched from the calling process, to some 10 ms.
    /// A task that is over its limit fails with a <see cref="WorkerTimeoutException"/>, whatever it returns: its <see cref="Worker.CancellationToken"/> is cancelled,
    /// and after <see cref="CancellationGrace"/> its process is ended, with all processes it has started that are still in its group, and replaced. Tasks that
    /// waited behind it run elsewhere. A worker thread cannot be ended: the call gets its exception all the same, and the task runs on unseen.
    /// </summary>
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>How long an init hook (or the making of worker state) may run. Default: as long as it takes. Longer than zero. A worker over it is ended, and every
    /// open call fails with a <see cref="WorkerTimeoutException"/>.</summary>
    public TimeSpan? WorkerInitTimeout { get; init; }

    /// <summary>How long an exit hook may run. Default: as long as it takes. Longer than zero. A worker over it is ended, and whoever waits for the workers' end
    /// (<c>Stop</c>, or the map with <see cref="KeepAlive"/> off) gets a <see cref="WorkerTimeoutException"/>.</summary>
    public TimeSpan? WorkerExitTimeout { get; init; }

    /// <summary>
    /// How much memory a worker process may have in use before another takes its place, in bytes; for code that leaks. Default: any. Looked at between two
    /// tasks, every 20 ms at most, after what nobody needs has been collected; the worker ends in good order (its exit hook runs), no task is lost, and the event
    /// source <c>Mpire</c> tells. Resident memory counts; of workers that were forked, what they have grown by. Worker threads have no memory of their own.
    /// </summary>
    public long? WorkerMemoryLimit { get; init; }

    /// <summary>How much memory a worker process may have in use at all, in bytes: over it, it is ended within a task, which fails with a
    /// <see cref="WorkerDiedException"/> that says so. Default: any. Looked at every 20 ms from the calling process; what counts is the same.</summary>
    public long? WorkerMemoryHardLimit { get; init; }

    /// <summary>How long <c>Dispose</c> and <c>Terminate</c> wait for workers to be gone. Default 2 s; then they are left to the operating
    /// system, which has been told to end them.</summary>
    public TimeSpan TerminateTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Environment variables for the workers, beside those of the calling process; a <see langword="null"/> value removes one. Workers run
    /// with <c>DOTNET_gcServer=0</c> and, unless the program's own environment says otherwise, <c>DOTNET_EnableDiagnostics=0</c> (a killed process
    /// would leave its debugging pipes in the temporary folder): set them here to debug or trace workers.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Which settings of the runtime worker processes run with. Default <see cref="WorkerProfile.Batch"/>.</summary>
    public WorkerProfile Profile { get; init; }

    /// <summary>Whether a function is refused at its call when it reads a static field that this program has set, since a worker process has the value of a
    /// program that has just begun. Default <see langword="false"/>: it runs, and the event source <c>Mpire</c> and the failure of its tasks tell of it. Only
    /// what is certain is found, in the function and what it calls of the program, as far as a short look goes.</summary>
    public bool RefuseStaticState { get; init; }

    /// <summary>What becomes of a task that changes an object which it captured (<c>list.Add(x)</c>) where workers are processes: it is a copy, and nobody else sees
    /// the change. Default <see cref="Mpire.LostChanges.Warn"/>. A worker looks once per function, when its first chunk has run, at what the function reads of
    /// what it captured, up to 64 KB. A cache that fills itself is taken for such a change: mark its field <see cref="NonSerializedAttribute"/>, and it neither
    /// travels nor is looked at.</summary>
    public LostChanges LostChanges { get; init; } = LostChanges.Warn;

    /// <summary>Whether worker processes talk over the portable transport (local sockets) even where shared memory could be used. Default
    /// <see langword="false"/>. Slower; for finding out whether the shared-memory transport is to blame for something.</summary>
    public bool PortableTransport { get; init; }
}
