using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>As Map, without blocking: what is wrong with the arguments themselves is thrown at the call, all else by the returned task.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.
    /// Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the results would be tasks; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new PlainFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<TWorker, T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new WorkerFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, TResult> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new PlainFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, Task<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<TWorker, T, TResult> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new WorkerFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <summary>As MapUnordered, without blocking: what is wrong with the arguments themselves is thrown at the call, all else by the returned task.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.
    /// Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The results, in the order in which they came.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the results would be tasks; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new PlainFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<TWorker, T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new WorkerFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<T, TResult> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new PlainFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<T, Task<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<T, ValueTask<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<TWorker, T, TResult> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(new WorkerFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="MapUnorderedAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public Task<TResult[]> MapUnorderedAsync<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMapAsync(
            Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);
}
