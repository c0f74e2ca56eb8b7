using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Mpire.Workers;

namespace Mpire;

/// <summary>A pool to be, whose workers have shared objects. See <see cref="WorkerPoolBuilder"/>.</summary>
/// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
[RequiresUnreferencedCode(Portability.Trimming)]
[RequiresDynamicCode(Portability.AheadOfTime)]
public sealed class WorkerPoolBuilder<TShared>
{
    private readonly WorkerPoolOptions _options;
    private readonly Func<SharedObjects<TShared>> _shared;
    private readonly Action<Worker<TShared>>? _init;
    private readonly Func<Worker<TShared>, object?>? _exit;

    internal WorkerPoolBuilder(
        WorkerPoolOptions options, Func<SharedObjects<TShared>> shared, Action<Worker<TShared>>? init = null, Func<Worker<TShared>, object?>? exit = null) =>
        (_options, _shared, _init, _exit) = (options, shared, init, exit);

    /// <summary>Gives every worker a state of its own, beside the shared objects.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<TShared, TState> WithState<TState>(Func<Worker<TShared>, TState> init) => WithState(init, exit: null);

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task; its results are read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<TShared, TState> WithState<TState, TExit>(Func<Worker<TShared>, TState> init, Func<Worker<TShared, TState>, TExit> exit) =>
        WithState(init, Hooks.Exit(exit));

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<TShared, TState> WithState<TState>(Func<Worker<TShared>, TState> init, Action<Worker<TShared, TState>> exit) =>
        WithState(init, Hooks.Exit(exit));

    /// <summary>Sets what workers do at their beginning and end.</summary>
    /// <param name="init">Runs just before a worker's first task; <see langword="null"/> for nothing.</param>
    /// <param name="exit">Runs when a worker ends in good order after at least one task; what it returns is read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>. <see langword="null"/> for nothing.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="ArgumentException">A hook is asynchronous.</exception>
    [OverloadResolutionPriority(1)]
    public WorkerPoolBuilder<TShared> WithHooks(Action<Worker<TShared>>? init = null, Func<Worker<TShared>, object?>? exit = null)
    {
        Hooks.RefuseAsync(init, nameof(init));
        return new(_options, _shared, init, exit);
    }

    /// <summary>Sets what workers do at their beginning and end.</summary>
    /// <param name="init">Runs just before a worker's first task; <see langword="null"/> for nothing.</param>
    /// <param name="exit">Runs when a worker ends in good order after at least one task.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="ArgumentException">A hook is asynchronous.</exception>
    public WorkerPoolBuilder<TShared> WithHooks(Action<Worker<TShared>>? init, Action<Worker<TShared>> exit) => WithHooks(init, Hooks.Exit(exit));

    /// <summary>Makes a pool. Its workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <returns>A new pool, to be disposed by whoever builds it.</returns>
    /// <exception cref="SerializationException">The shared objects or a hook cannot travel; the message names the member and the type.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool<TShared> Build() => new(_options, _shared(), _init, _exit);

    private WorkerPoolBuilder<TShared, TState> WithState<TState>(Func<Worker<TShared>, TState> init, Func<Worker<TShared, TState>, object?>? exit)
    {
        Required.Delegate(init, nameof(init));
        TaskResults.RefuseKept<TState>("The worker state", nameof(init));
        if (_init is null && _exit is null) return new(_options, _shared, init, exit);
        throw new InvalidOperationException("WithState comes after WithHooks, whose hooks are for workers without it and would be lost. "
            + "Give WithState its own init and exit.");
    }
}

/// <summary>A pool to be, whose workers have shared objects and a state of their own each. See <see cref="WorkerPoolBuilder"/>.</summary>
/// <typeparam name="TShared">The shared objects' type; <see cref="NoShared"/> if there are none.</typeparam>
/// <typeparam name="TState">The state's type.</typeparam>
[RequiresUnreferencedCode(Portability.Trimming)]
[RequiresDynamicCode(Portability.AheadOfTime)]
public sealed class WorkerPoolBuilder<TShared, TState>
{
    private readonly WorkerPoolOptions _options;
    private readonly Func<SharedObjects<TShared>> _shared;
    private readonly Func<Worker<TShared>, TState> _init;
    private readonly Func<Worker<TShared, TState>, object?>? _exit;

    internal WorkerPoolBuilder(
        WorkerPoolOptions options, Func<SharedObjects<TShared>> shared, Func<Worker<TShared>, TState> init, Func<Worker<TShared, TState>, object?>? exit) =>
        (_options, _shared, _init, _exit) = (options, shared, init, exit);

    /// <summary>Makes a pool. Its workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <returns>A new pool, to be disposed by whoever builds it.</returns>
    /// <exception cref="SerializationException">The shared objects or a hook cannot travel; the message names the member and the type.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool<TShared, TState> Build() => new(_options, _shared(), _init, _exit);
}
