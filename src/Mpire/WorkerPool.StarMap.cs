using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>Runs a task of two arguments for every tuple of the input, in the workers, and waits for all results.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs in a worker, once per tuple. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task per tuple. Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the results would be tasks; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult[] StarMap<T1, T2, TResult>(
        Func<T1, T2, TResult> task, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(new StarFunction<TWorker, T1, T2, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult[] StarMap<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> task, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarFunction<TWorker, T1, T2, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult[] StarMap<T1, T2, TResult>(
        Func<T1, T2, ValueTask<TResult>> task, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarFunction<TWorker, T1, T2, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, TResult>(
        Func<TWorker, T1, T2, TResult> task, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(new StarWorkerFunction<TWorker, T1, T2, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult[] StarMap<T1, T2, TResult>(
        Func<TWorker, T1, T2, Task<TResult>> task, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult[] StarMap<T1, T2, TResult>(
        Func<TWorker, T1, T2, ValueTask<TResult>> task, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <summary>Runs a task of three arguments for every tuple of the input, in the workers, and waits for all results.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="T3">The third argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs in a worker, once per tuple. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task per tuple. Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the results would be tasks; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult[] StarMap<T1, T2, T3, TResult>(
        Func<T1, T2, T3, TResult> task, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(new StarFunction<TWorker, T1, T2, T3, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, IEnumerable{ValueTuple{T1, T2, T3}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult[] StarMap<T1, T2, T3, TResult>(
        Func<T1, T2, T3, Task<TResult>> task, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, IEnumerable{ValueTuple{T1, T2, T3}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult[] StarMap<T1, T2, T3, TResult>(
        Func<T1, T2, T3, ValueTask<TResult>> task, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarFunction<TWorker, T1, T2, T3, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, IEnumerable{ValueTuple{T1, T2, T3}}, MapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, TResult> task, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            new StarWorkerFunction<TWorker, T1, T2, T3, TResult>(task),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, IEnumerable{ValueTuple{T1, T2, T3}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public TResult[] StarMap<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, Task<TResult>> task, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="StarMap{T1, T2, T3, TResult}(Func{T1, T2, T3, TResult}, IEnumerable{ValueTuple{T1, T2, T3}}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public TResult[] StarMap<T1, T2, T3, TResult>(
        Func<TWorker, T1, T2, T3, ValueTask<TResult>> task, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMap(
            Awaited.Of(new StarWorkerFunction<TWorker, T1, T2, T3, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);
}
