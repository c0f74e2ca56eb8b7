using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>As ForEach, without blocking.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.
    /// Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>Completes when all tasks have run.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the task is async void; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task ForEachAsync<T>(
        Action<T> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new PlainAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ForEachAsync<T>(
        Func<T, Task> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new PlainFunction<TWorker, T, Task>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ForEachAsync<T>(
        Func<T, ValueTask> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new PlainFunction<TWorker, T, ValueTask>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(
        Action<TWorker, T> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new WorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ForEachAsync<T>(
        Func<TWorker, T, Task> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new WorkerFunction<TWorker, T, Task>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ForEachAsync<T>(
        Func<TWorker, T, ValueTask> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(
        Action<T> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new PlainAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ForEachAsync<T>(
        Func<T, Task> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new PlainFunction<TWorker, T, Task>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ForEachAsync<T>(
        Func<T, ValueTask> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new PlainFunction<TWorker, T, ValueTask>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<T, Task<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(
        Action<TWorker, T> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new WorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.Task)]
    public Task ForEachAsync<T>(
        Func<TWorker, T, Task> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new WorkerFunction<TWorker, T, Task>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTask)]
    public Task ForEachAsync<T>(
        Func<TWorker, T, ValueTask> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask>(task)), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">What the task returns and nobody gets.</typeparam>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task ForEachAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(
            Awaited.ForNothing(Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task))),
            InputSource.Of(items), options, cancellationToken);
}
