using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<TResult>(Func<TResult> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<TResult>(Func<Task<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallFunction<TWorker, Task<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<TResult>(Func<ValueTask<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallFunction<TWorker, ValueTask<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task<TResult> ApplyAsync<TResult>(Func<TWorker, TResult> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallWorkerFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<TResult>(Func<TWorker, Task<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallWorkerFunction<TWorker, Task<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<TResult>(Func<TWorker, ValueTask<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallWorkerFunction<TWorker, ValueTask<TResult>>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task ApplyAsync(Action task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallAction<TWorker>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ApplyAsync(Func<Task> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallFunction<TWorker, Task>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ApplyAsync(Func<ValueTask> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallFunction<TWorker, ValueTask>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task ApplyAsync(Action<TWorker> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallWorkerAction<TWorker>(task), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public Task ApplyAsync(Func<TWorker, Task> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallWorkerFunction<TWorker, Task>(task)), default(NoArgument), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{TResult}(Func{TResult}, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public Task ApplyAsync(Func<TWorker, ValueTask> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new CallWorkerFunction<TWorker, ValueTask>(task)), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="argument">Its argument, as it is now: it may be changed once this has returned. Worker threads get the very object.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T, TResult>(Func<T, TResult> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new PlainFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<T, TResult>(Func<T, Task<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task<TResult> ApplyAsync<T, TResult>(
        Func<TWorker, T, TResult> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new WorkerFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    public Task ApplyAsync<T>(Action<T> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new PlainAction<TWorker, T>(task), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ApplyAsync<T>(Func<T, Task> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new PlainFunction<TWorker, T, Task>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ApplyAsync<T>(Func<T, ValueTask> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new PlainFunction<TWorker, T, ValueTask>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task ApplyAsync<T>(Action<TWorker, T> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new WorkerAction<TWorker, T>(task), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public Task ApplyAsync<T>(Func<TWorker, T, Task> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new WorkerFunction<TWorker, T, Task>(task)), argument, cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T, TResult}(Func{T, TResult}, T, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public Task ApplyAsync<T>(Func<TWorker, T, ValueTask> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask>(task)), argument, cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="argument1">Its first argument, as it is now: it may be changed once this has returned. Worker threads get the very object.</param>
    /// <param name="argument2">Its second argument, as it is now: it may be changed once this has returned. Worker threads get the very object.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T1, T2, TResult>(
        Func<T1, T2, TResult> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarFunction<TWorker, T1, T2, TResult>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarFunction<TWorker, T1, T2, Task<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, TResult>(
        Func<T1, T2, ValueTask<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarFunction<TWorker, T1, T2, ValueTask<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task<TResult> ApplyAsync<T1, T2, TResult>(
        Func<TWorker, T1, T2, TResult> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarWorkerFunction<TWorker, T1, T2, TResult>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, TResult>(
        Func<TWorker, T1, T2, Task<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, Task<TResult>>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, TResult>(
        Func<TWorker, T1, T2, ValueTask<TResult>> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, ValueTask<TResult>>(task)),
            (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    public Task ApplyAsync<T1, T2>(Action<T1, T2> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarAction<TWorker, T1, T2>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ApplyAsync<T1, T2>(Func<T1, T2, Task> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarFunction<TWorker, T1, T2, Task>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ApplyAsync<T1, T2>(
        Func<T1, T2, ValueTask> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarFunction<TWorker, T1, T2, ValueTask>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task ApplyAsync<T1, T2>(
        Action<TWorker, T1, T2> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarWorkerAction<TWorker, T1, T2>(task), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public Task ApplyAsync<T1, T2>(
        Func<TWorker, T1, T2, Task> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, Task>(task)), (argument1, argument2), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, TResult}(Func{T1, T2, TResult}, T1, T2, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public Task ApplyAsync<T1, T2>(
        Func<TWorker, T1, T2, ValueTask> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, ValueTask>(task)), (argument1, argument2), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="T3">The third argument's type.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="task">Runs once, in a worker. It may be asynchronous and is awaited there. What it throws is thrown here.</param>
    /// <param name="argument1">Its first argument, as it is now: it may be changed once this has returned. Worker threads get the very object.</param>
    /// <param name="argument2">Its second argument, as it is now: it may be changed once this has returned. Worker threads get the very object.</param>
    /// <param name="argument3">Its third argument, as it is now: it may be changed once this has returned. Worker threads get the very object.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="ArgumentException">The task is missing or cannot be awaited, or its result would be a task; the message says which.</exception>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, TResult> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarFunction<TWorker, T1, T2, T3, TResult>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, Task<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, Task<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, ValueTask<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, ValueTask<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, TResult> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarWorkerFunction<TWorker, T1, T2, T3, TResult>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.TaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, Task<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, Task<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTaskOfResult)]
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, ValueTask<TResult>> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, ValueTask<TResult>>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    public Task ApplyAsync<T1, T2, T3>(
        Action<T1, T2, T3> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarAction<TWorker, T1, T2, T3>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ApplyAsync<T1, T2, T3>(
        Func<T1, T2, T3, Task> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(Awaited.Of(new StarFunction<TWorker, T1, T2, T3, Task>(task)), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ApplyAsync<T1, T2, T3>(
        Func<T1, T2, T3, ValueTask> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, ValueTask>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker)]
    public Task ApplyAsync<T1, T2, T3>(
        Action<TWorker, T1, T2, T3> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarWorkerAction<TWorker, T1, T2, T3>(task), (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.Task)]
    public Task ApplyAsync<T1, T2, T3>(
        Func<TWorker, T1, T2, T3, Task> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, Task>(task)),
            (argument1, argument2, argument3), cancellationToken);

    /// <inheritdoc cref="ApplyAsync{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, T1, T2, T3, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Worker + Rank.ValueTask)]
    public Task ApplyAsync<T1, T2, T3>(
        Func<TWorker, T1, T2, T3, ValueTask> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, ValueTask>(task)),
            (argument1, argument2, argument3), cancellationToken);
}
