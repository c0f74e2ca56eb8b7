using Mpire.Pool;
using Mpire.Workers;

namespace Mpire;

/// <summary>A pool whose workers have shared objects.</summary>
/// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
public sealed class WorkerPool<TShared> : WorkerPoolBase<Worker<TShared>>
{
    private SharedObjects<TShared> _shared;
    private Action<Worker<TShared>>? _init;
    private Func<Worker<TShared>, object?>? _exit;

    /// <summary>Makes a pool with shared objects; starts no worker yet.</summary>
    /// <param name="shared">The objects; see <see cref="WorkerPool.Share{TShared}(TShared)"/>.</param>
    /// <param name="options">How the pool works; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option cannot work; the message names it.</exception>
    /// <exception cref="SerializationException">The objects cannot travel; the message names the member and the type.</exception>
    public WorkerPool(TShared shared, WorkerPoolOptions? options = null)
        : this(new Engine(MapChecks.Check(options ?? new())), new SharedObjects<TShared>(shared))
    {
    }

    internal WorkerPool(Engine engine, SharedObjects<TShared> shared)
        : base(engine, new SharedProgram<TShared>(null, null) { Serializer = engine.Options.Serializer }, shared) => _shared = shared;

    /// <summary>Changes the shared objects. Workers that live are replaced before the next map, so that the change takes effect.</summary>
    /// <param name="shared">The new objects.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    /// <exception cref="SerializationException">They cannot travel; the message names the member and the type.</exception>
    /// <remarks>MPIRE's <c>set_shared_objects</c>.</remarks>
    public void SetSharedObjects(TShared shared) => Set(new SharedObjects<TShared>(shared), _init, _exit);

    /// <summary>Changes the shared objects to what a function makes in the worker.</summary>
    /// <param name="factory">Makes them; see <see cref="WorkerPool.Share{TShared}(Func{TShared})"/>.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    public void SetSharedObjects(Func<TShared> factory) => Set(new SharedObjects<TShared>(Required.Delegate(factory)), _init, _exit);

    /// <summary>Sets what workers do at their beginning and end. Workers that live are replaced before the next map.</summary>
    /// <param name="init">Runs just before a worker's first task; <see langword="null"/> for nothing.</param>
    /// <param name="exit">Runs when a worker ends in good order after at least one task; what it returns is read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>. <see langword="null"/> for nothing.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    public void SetHooks(Action<Worker<TShared>>? init, Func<Worker<TShared>, object?>? exit) => Set(_shared, init, exit);

    /// <summary>Gives every worker a state of its own, beside the shared objects.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    public WorkerPool<TShared, TState> WithState<TState>(Func<Worker<TShared>, TState> init) =>
        TurnInto(nameof(WithState), engine => new WorkerPool<TShared, TState>(engine, _shared, Required.Delegate(init), null));

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task; its results are read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    public WorkerPool<TShared, TState> WithState<TState, TExit>(Func<Worker<TShared>, TState> init, Func<Worker<TShared, TState>, TExit> exit) =>
        TurnInto(nameof(WithState), engine => new WorkerPool<TShared, TState>(engine, _shared, Required.Delegate(init), Hooks.Exit(exit)));

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task.</param>
    /// <returns>The pool to use from now on; this one must not be used any more.</returns>
    public WorkerPool<TShared, TState> WithState<TState>(Func<Worker<TShared>, TState> init, Action<Worker<TShared, TState>> exit) =>
        TurnInto(nameof(WithState), engine => new WorkerPool<TShared, TState>(engine, _shared, Required.Delegate(init), Hooks.Exit(exit)));

    private void Set(SharedObjects<TShared> shared, Action<Worker<TShared>>? init, Func<Worker<TShared>, object?>? exit)
    {
        Engine.SetSetup(new SharedProgram<TShared>(init, exit) { Serializer = Options.Serializer }, shared);
        (_shared, _init, _exit) = (shared, init, exit);
    }
}
