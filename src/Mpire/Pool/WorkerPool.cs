using Mpire.Pool;
using Mpire.Workers;

namespace Mpire;

/// <summary>
/// A pool of worker processes (or threads) that run functions over items: <c>pool.Map(x =&gt; x * x, numbers)</c>. Workers are the program
/// itself, started a second time without its <c>Main</c>; lambdas and what they captured travel to them.
/// </summary>
/// <remarks>MPIRE's <c>WorkerPool</c>. See <see cref="WorkerPoolBase{TWorker}"/> for what it can do.</remarks>
public sealed class WorkerPool : WorkerPoolBase<Worker>
{
    /// <summary>Makes a pool. Workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <param name="workers">Number of workers; <see langword="null"/> for one per processor.</param>
    /// <param name="startMethod">How workers come to life.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is less than 1.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool(int? workers = null, StartMethod startMethod = StartMethod.Default)
        : this(new WorkerPoolOptions { Workers = workers ?? Environment.ProcessorCount, StartMethod = startMethod })
    {
    }

    /// <summary>Makes a pool. Workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">An option cannot work; the message names it.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool(WorkerPoolOptions options)
        : base(new Engine(MapChecks.Check(options)), new PlainProgram(null, null) { Serializer = options.Serializer }, null)
    {
    }

    /// <summary>Makes a pool, to be completed by <c>Share</c> and <c>WithState</c>.</summary>
    /// <param name="workers">Number of workers; <see langword="null"/> for one per processor.</param>
    /// <param name="startMethod">How workers come to life.</param>
    /// <returns>A pool that has started no worker yet.</returns>
    public static WorkerPool Create(int? workers = null, StartMethod startMethod = StartMethod.Default) => new(workers, startMethod);

    /// <summary>Makes a pool, to be completed by <c>Share</c> and <c>WithState</c>.</summary>
    /// <param name="options">How it works.</param>
    /// <returns>A pool that has started no worker yet.</returns>
    public static WorkerPool Create(WorkerPoolOptions options) => new(options);

    /// <summary>
    /// Gives the workers shared objects: handed over once per worker, when it starts, never per task. Tasks read them as
    /// <see cref="Worker{TShared}.Shared"/>.
    /// </summary>
    /// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
    /// <param name="shared">The objects; not to be changed while the pool has them. Worker processes get copies, made of what is written in this
    /// call, but large arrays of plain values are read again whenever a worker starts. With <see cref="StartMethod.ForkServer"/> the copies are one in
    /// memory as long as workers only read. Worker threads get the very same objects.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    /// <exception cref="SerializationException">They cannot travel; the message names the member and the type.</exception>
    public WorkerPool<TShared> Share<TShared>(TShared shared) => TurnInto(nameof(Share), engine => new WorkerPool<TShared>(engine, new SharedObjects<TShared>(shared)));

    /// <summary>Gives the workers shared objects that are made where they are used: the calling process never holds them.</summary>
    /// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
    /// <param name="factory">Makes them. Runs once in every worker process when it starts; once in all with worker threads; with
    /// <see cref="StartMethod.ForkServer"/> once in the server, which begins with it now and must be left without further threads, timers or sockets by it.
    /// Nothing is finalized there: dispose what it opens.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    /// <exception cref="SerializationException">The function, or something it captured, cannot travel.</exception>
    public WorkerPool<TShared> Share<TShared>(Func<TShared> factory) =>
        TurnInto(nameof(Share), engine => new WorkerPool<TShared>(engine, new SharedObjects<TShared>(Required.Delegate(factory))));

    /// <summary>Gives every worker a state of its own, which its tasks read as <see cref="Worker{TShared, TState}.State"/>.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    public WorkerPool<NoShared, TState> WithState<TState>(Func<Worker, TState> init) =>
        TurnInto(nameof(WithState), engine => new WorkerPool<NoShared, TState>(engine, new SharedObjects<NoShared>(default(NoShared)), Hooks.Init<NoShared, TState>(init), null));

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task; its results are read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    public WorkerPool<NoShared, TState> WithState<TState, TExit>(Func<Worker, TState> init, Func<Worker<NoShared, TState>, TExit> exit) =>
        TurnInto(nameof(WithState), engine => new WorkerPool<NoShared, TState>(engine, new SharedObjects<NoShared>(default(NoShared)), Hooks.Init<NoShared, TState>(init), Hooks.Exit(exit)));

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    public WorkerPool<NoShared, TState> WithState<TState>(Func<Worker, TState> init, Action<Worker<NoShared, TState>> exit) =>
        TurnInto(nameof(WithState), engine => new WorkerPool<NoShared, TState>(engine, new SharedObjects<NoShared>(default(NoShared)), Hooks.Init<NoShared, TState>(init), Hooks.Exit(exit)));

    /// <summary>Sets what workers do at their beginning and end. Workers that live are replaced before the next map.</summary>
    /// <param name="init">Runs just before a worker's first task; <see langword="null"/> for nothing.</param>
    /// <param name="exit">Runs when a worker ends in good order after at least one task; what it returns is read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>. <see langword="null"/> for nothing.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    public void SetHooks(Action<Worker>? init, Func<Worker, object?>? exit) =>
        Engine.SetSetup(new PlainProgram(init, exit) { Serializer = Options.Serializer }, null);
}
