using System.Diagnostics.CodeAnalysis;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

/// <summary>A pool whose workers have shared objects.</summary>
/// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
[RequiresUnreferencedCode(Portability.Trimming)]
[RequiresDynamicCode(Portability.AheadOfTime)]
public sealed class WorkerPool<TShared> : WorkerPoolBase<Worker<TShared>>
{
    private readonly Action<Worker<TShared>>? _init;
    private readonly Func<Worker<TShared>, object?>? _exit;

    /// <summary>Makes a pool with shared objects; starts no worker yet.</summary>
    /// <param name="shared">The objects; see <see cref="WorkerPoolBuilder.Share{TShared}(TShared)"/>.</param>
    /// <param name="options">How the pool works; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option cannot work; the message names it.</exception>
    /// <exception cref="SerializationException">The objects cannot travel; the message names the member and the type.</exception>
    public WorkerPool(TShared shared, WorkerPoolOptions? options = null)
        : this(MapChecks.Check(options ?? new()), new SharedObjects<TShared>(shared), null, null)
    {
    }

    internal WorkerPool(WorkerPoolOptions options, SharedObjects<TShared> shared, Action<Worker<TShared>>? init, Func<Worker<TShared>, object?>? exit)
        : this(new PoolEngine(options), shared, init, exit)
    {
    }

    internal WorkerPool(PoolEngine engine, SharedObjects<TShared> shared, Action<Worker<TShared>>? init = null, Func<Worker<TShared>, object?>? exit = null)
        : base(engine, new SharedProgram<TShared>(init, exit) { Serializer = engine.Options.Serializer }, shared) => (_init, _exit) = (init, exit);

    /// <summary>Changes the shared objects. Workers that live are replaced before the next map, so that the change takes effect.</summary>
    /// <param name="shared">The new objects.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    /// <exception cref="SerializationException">They cannot travel; the message names the member and the type.</exception>
    /// <remarks>MPIRE's <c>set_shared_objects</c>.</remarks>
    public void SetSharedObjects(TShared shared) => Set(new SharedObjects<TShared>(shared));

    /// <summary>Changes the shared objects to what a function makes in the worker.</summary>
    /// <param name="factory">Makes them; see <see cref="WorkerPoolBuilder.Share{TShared}(Func{TShared})"/>.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    public void SetSharedObjects(Func<TShared> factory) => Set(new SharedObjects<TShared>(Required.Delegate(factory)));

    private void Set(SharedObjects<TShared> shared) => Engine.SetSetup(new SharedProgram<TShared>(_init, _exit) { Serializer = Options.Serializer }, shared);
}
