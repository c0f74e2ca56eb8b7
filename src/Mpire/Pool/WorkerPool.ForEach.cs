using System.Runtime.CompilerServices;
using Mpire.Pool;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>Runs the task for every item, in the workers, and waits for all. The first failure ends the call and is thrown here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <exception cref="ArgumentException">An option or argument cannot work; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public void ForEach<T>(Action<T> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEach(new PlainAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEach{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public void ForEach<T>(Action<TWorker, T> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEach(new WorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEach{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public void ForEach<T>(Func<T, Task> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEach(new AsyncAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEach{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public void ForEach<T>(Func<TWorker, T, Task> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEach(new AsyncWorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEach{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public void ForEach<T>(Action<T> task, ReadOnlyMemory<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEach(new PlainAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEach{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public void ForEach<T>(Action<TWorker, T> task, ReadOnlyMemory<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEach(new WorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <summary>As ForEach, without blocking.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>Completes when all tasks have run.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task ForEachAsync<T>(Action<T> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new PlainAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Action<TWorker, T> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new WorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Func<T, Task> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new AsyncAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Func<TWorker, T, Task> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new AsyncWorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Action<T> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new PlainAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Action<TWorker, T> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new WorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Func<T, Task> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new AsyncAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);

    /// <inheritdoc cref="ForEachAsync{T}(Action{T}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public Task ForEachAsync<T>(Func<TWorker, T, Task> task, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunForEachAsync(new AsyncWorkerAction<TWorker, T>(task), InputSource.Of(items), options, cancellationToken);
}
