using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<TResult>(Func<TResult> task, CancellationToken cancellationToken = default) =>
        RunApply(new CallFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult Apply<TResult>(Func<Task<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallFunction<TWorker, Task<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult Apply<TResult>(Func<ValueTask<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallFunction<TWorker, ValueTask<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public TResult Apply<TResult>(Func<TWorker, TResult> task, CancellationToken cancellationToken = default) =>
        RunApply(new CallWorkerFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public TResult Apply<TResult>(Func<TWorker, Task<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallWorkerFunction<TWorker, Task<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public TResult Apply<TResult>(Func<TWorker, ValueTask<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallWorkerFunction<TWorker, ValueTask<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    public void Apply(Action task, CancellationToken cancellationToken = default) =>
        RunApply(new CallAction<TWorker>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public void Apply(Func<Task> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallFunction<TWorker, Task>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public void Apply(Func<ValueTask> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallFunction<TWorker, ValueTask>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public void Apply(Action<TWorker> task, CancellationToken cancellationToken = default) =>
        RunApply(new CallWorkerAction<TWorker>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public void Apply(Func<TWorker, Task> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallWorkerFunction<TWorker, Task>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="Apply{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public void Apply(Func<TWorker, ValueTask> task, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new CallWorkerFunction<TWorker, ValueTask>(task)), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T, TResult>(Func<T, TResult> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(new PlainFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult Apply<T, TResult>(Func<T, Task<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult Apply<T, TResult>(Func<T, ValueTask<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public TResult Apply<T, TResult>(Func<TWorker, T, TResult> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(new WorkerFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public TResult Apply<T, TResult>(Func<TWorker, T, Task<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public TResult Apply<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    public void Apply<T>(Action<T> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(new PlainAction<TWorker, T>(task), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public void Apply<T>(Func<T, Task> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new PlainFunction<TWorker, T, Task>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public void Apply<T>(Func<T, ValueTask> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new PlainFunction<TWorker, T, ValueTask>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public void Apply<T>(Action<TWorker, T> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(new WorkerAction<TWorker, T>(task), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public void Apply<T>(Func<TWorker, T, Task> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new WorkerFunction<TWorker, T, Task>(task)), argument, cancellationToken);

    /// <inheritdoc cref="Apply{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public void Apply<T>(Func<TWorker, T, ValueTask> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask>(task)), argument, cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="argument1">Its first argument.</param>
    /// <param name="argument2">Its second argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T1, T2, TResult>(
        Func<T1, T2, TResult> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(new StarFunction<TWorker, T1, T2, TResult>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult Apply<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarFunction<TWorker, T1, T2, Task<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult Apply<T1, T2, TResult>(
        Func<T1, T2, ValueTask<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarFunction<TWorker, T1, T2, ValueTask<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public TResult Apply<T1, T2, TResult>(
        Func<TWorker, T1, T2, TResult> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(new StarWorkerFunction<TWorker, T1, T2, TResult>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public TResult Apply<T1, T2, TResult>(
        Func<TWorker, T1, T2, Task<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, Task<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public TResult Apply<T1, T2, TResult>(
        Func<TWorker, T1, T2, ValueTask<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, ValueTask<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    public void Apply<T1, T2>(Action<T1, T2> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(new StarAction<TWorker, T1, T2>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public void Apply<T1, T2>(Func<T1, T2, Task> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarFunction<TWorker, T1, T2, Task>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public void Apply<T1, T2>(Func<T1, T2, ValueTask> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarFunction<TWorker, T1, T2, ValueTask>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public void Apply<T1, T2>(Action<TWorker, T1, T2> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(new StarWorkerAction<TWorker, T1, T2>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public void Apply<T1, T2>(
        Func<TWorker, T1, T2, Task> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, Task>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public void Apply<T1, T2>(
        Func<TWorker, T1, T2, ValueTask> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, ValueTask>(task)), (argument1, argument2), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="T3">The third argument's type.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="argument1">Its first argument.</param>
    /// <param name="argument2">Its second argument.</param>
    /// <param name="argument3">Its third argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T1, T2, T3, TResult>(
        Func<T1, T2, T3, TResult> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(new StarFunction<TWorker, T1, T2, T3, TResult>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult Apply<T1, T2, T3, TResult>(
        Func<T1, T2, T3, Task<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, Task<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult Apply<T1, T2, T3, TResult>(
        Func<T1, T2, T3, ValueTask<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, ValueTask<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public TResult Apply<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, TResult> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(new StarWorkerFunction<TWorker, T1, T2, T3, TResult>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public TResult Apply<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, Task<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, Task<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public TResult Apply<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, ValueTask<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, ValueTask<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    public void Apply<T1, T2, T3>(
        Action<T1, T2, T3> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(new StarAction<TWorker, T1, T2, T3>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public void Apply<T1, T2, T3>(
        Func<T1, T2, T3, Task> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarFunction<TWorker, T1, T2, T3, Task>(task)), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public void Apply<T1, T2, T3>(
        Func<T1, T2, T3, ValueTask> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarFunction<TWorker, T1, T2, T3, ValueTask>(task)), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public void Apply<T1, T2, T3>(
        Action<TWorker, T1, T2, T3> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(new StarWorkerAction<TWorker, T1, T2, T3>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public void Apply<T1, T2, T3>(
        Func<TWorker, T1, T2, T3, Task> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, Task>(task)), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="Apply{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public void Apply<T1, T2, T3>(
        Func<TWorker, T1, T2, T3, ValueTask> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, ValueTask>(task)),
            (argument1, argument2, argument3), cancellationToken);
}
