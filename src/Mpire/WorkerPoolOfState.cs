using System.Diagnostics.CodeAnalysis;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

/// <summary>A pool whose workers have shared objects and a state of their own each.</summary>
/// <typeparam name="TShared">The shared objects' type; <see cref="NoShared"/> if there are none.</typeparam>
/// <typeparam name="TState">The state's type.</typeparam>
[RequiresUnreferencedCode(Portability.Trimming)]
[RequiresDynamicCode(Portability.AheadOfTime)]
public sealed class WorkerPool<TShared, TState> : WorkerPoolBase<Worker<TShared, TState>>
{
    private readonly Func<Worker<TShared>, TState> _init;
    private readonly Func<Worker<TShared, TState>, object?>? _exit;

    internal WorkerPool(
        WorkerPoolOptions options, SharedObjects<TShared> shared, Func<Worker<TShared>, TState> init, Func<Worker<TShared, TState>, object?>? exit)
        : base(new PoolEngine(options), new StateProgram<TShared, TState>(init, exit) { Serializer = options.Serializer }, shared) =>
        (_init, _exit) = (init, exit);

    /// <summary>Changes the shared objects. Workers that live are replaced before the next map, and their state with them.</summary>
    /// <param name="shared">The new objects.</param>
    /// <exception cref="InvalidOperationException">Work runs on the pool.</exception>
    /// <exception cref="SerializationException">They cannot travel; the message names the member and the type.</exception>
    public void SetSharedObjects(TShared shared) =>
        Engine.SetSetup(new StateProgram<TShared, TState>(_init, _exit) { Serializer = Options.Serializer }, new SharedObjects<TShared>(shared));
}
