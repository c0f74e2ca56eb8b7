using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

/// <summary>A pool to be: says step by step what its workers have, and makes it with <see cref="Build"/>. Immutable: each step gives a new builder, and
/// one builder may make many pools.</summary>
/// <remarks>Nothing is started, read or written before <see cref="Build"/>.</remarks>
[RequiresUnreferencedCode(Portability.Trimming)]
[RequiresDynamicCode(Portability.AheadOfTime)]
public sealed class WorkerPoolBuilder
{
    private readonly WorkerPoolOptions _options;
    private readonly Action<Worker>? _init;
    private readonly Func<Worker, object?>? _exit;

    internal WorkerPoolBuilder(WorkerPoolOptions options, Action<Worker>? init = null, Func<Worker, object?>? exit = null) =>
        (_options, _init, _exit) = (MapChecks.Check(options), init, exit);

    /// <summary>
    /// Gives the workers shared objects: handed over once per worker, when it starts, never per task. Tasks read them as
    /// <see cref="Worker{TShared}.Shared"/>.
    /// </summary>
    /// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
    /// <param name="shared">The objects; not to be changed while a pool has them. Worker processes get copies, made of what is written when the pool is
    /// built, but large arrays of plain values are read again whenever a worker starts. With <see cref="StartMethod.ForkServer"/> the copies are one in
    /// memory as long as workers only read. Worker threads get the very same objects.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<TShared> Share<TShared>(TShared shared)
    {
        TaskResults.RefuseKept<TShared>("The shared object", nameof(shared));
        ThrowIfHooked(nameof(Share));
        return new WorkerPoolBuilder<TShared>(_options, () => new SharedObjects<TShared>(shared));
    }

    /// <summary>Gives the workers shared objects that are made where they are used: the calling process never holds them.</summary>
    /// <typeparam name="TShared">Their type; a tuple for several.</typeparam>
    /// <param name="factory">Makes them. Runs once in every worker process when it starts; once in all with worker threads; with
    /// <see cref="StartMethod.ForkServer"/> once in the server, which begins with it when the pool is built and must be left without further threads,
    /// timers or sockets by it. Nothing is finalized there: dispose what it opens.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<TShared> Share<TShared>(Func<TShared> factory)
    {
        Required.Delegate(factory, nameof(factory));
        TaskResults.RefuseKept<TShared>("The shared object", nameof(factory));
        ThrowIfHooked(nameof(Share));
        return new WorkerPoolBuilder<TShared>(_options, () => new SharedObjects<TShared>(factory));
    }

    /// <summary>Gives every worker a state of its own, which its tasks read as <see cref="Worker{TShared, TState}.State"/>.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<NoShared, TState> WithState<TState>(Func<Worker, TState> init) => WithState(init, exit: null);

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task; its results are read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<NoShared, TState> WithState<TState, TExit>(Func<Worker, TState> init, Func<Worker<NoShared, TState>, TExit> exit) =>
        WithState(init, Hooks.Exit(exit));

    /// <summary>Gives every worker a state of its own and something to do at its end.</summary>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <param name="init">Makes the state, in the worker, just before its first task.</param>
    /// <param name="exit">Runs in the worker when it ends in good order after at least one task.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">Hooks were set before.</exception>
    public WorkerPoolBuilder<NoShared, TState> WithState<TState>(Func<Worker, TState> init, Action<Worker<NoShared, TState>> exit) =>
        WithState(init, Hooks.Exit(exit));

    /// <summary>Sets what workers do at their beginning and end.</summary>
    /// <param name="init">Runs just before a worker's first task; <see langword="null"/> for nothing.</param>
    /// <param name="exit">Runs when a worker ends in good order after at least one task; what it returns is read by
    /// <see cref="WorkerPoolBase{TWorker}.GetExitResults{TExit}"/>. <see langword="null"/> for nothing.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="ArgumentException">A hook is asynchronous.</exception>
    [OverloadResolutionPriority(1)]
    public WorkerPoolBuilder WithHooks(Action<Worker>? init = null, Func<Worker, object?>? exit = null)
    {
        Hooks.RefuseAsync(init, nameof(init));
        return new(_options, init, exit);
    }

    /// <summary>Sets what workers do at their beginning and end.</summary>
    /// <param name="init">Runs just before a worker's first task; <see langword="null"/> for nothing.</param>
    /// <param name="exit">Runs when a worker ends in good order after at least one task.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="ArgumentException">A hook is asynchronous.</exception>
    public WorkerPoolBuilder WithHooks(Action<Worker>? init, Action<Worker> exit) => WithHooks(init, Hooks.Exit(exit));

    /// <summary>Makes a pool. Its workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <returns>A new pool, to be disposed by whoever builds it.</returns>
    /// <exception cref="SerializationException">A hook, or something it captured, cannot travel.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool Build() => new(_options, _init, _exit);

    private WorkerPoolBuilder<NoShared, TState> WithState<TState>(Func<Worker, TState> init, Func<Worker<NoShared, TState>, object?>? exit)
    {
        Required.Delegate(init, nameof(init));
        TaskResults.RefuseKept<TState>("The worker state", nameof(init));
        ThrowIfHooked(nameof(WithState));
        return new(_options, static () => new SharedObjects<NoShared>(default(NoShared)), Hooks.Init<NoShared, TState>(init), exit);
    }

    private void ThrowIfHooked(string step)
    {
        if (_init is null && _exit is null) return;
        throw new InvalidOperationException(
            $"{step} comes after WithHooks, whose hooks are for workers without it and would be lost. Call WithHooks last, or give WithState its own init and exit.");
    }
}
