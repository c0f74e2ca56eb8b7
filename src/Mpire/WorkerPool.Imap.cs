using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>Runs the task for the items as results are asked for, in the order of the items. Nothing starts before the first result is asked for; then at most
    /// MaxTasksActive tasks are ahead of the reader.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.
    /// Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The results, made while they are read. Leaving the loop early ends the map and leaves the pool usable.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the results would be tasks; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public IEnumerable<TResult> Imap<T, TResult>(
        Func<T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(new PlainFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="Imap{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public IEnumerable<TResult> Imap<T, TResult>(
        Func<T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="Imap{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public IEnumerable<TResult> Imap<T, TResult>(
        Func<T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="Imap{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public IEnumerable<TResult> Imap<T, TResult>(
        Func<TWorker, T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(new WorkerFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="Imap{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public IEnumerable<TResult> Imap<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <inheritdoc cref="Imap{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public IEnumerable<TResult> Imap<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: true, options, cancellationToken);

    /// <summary>As Imap, with the results in the order in which they come.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs in a worker, once per item. It may be asynchronous and is awaited there. What it throws ends the call and is
    /// thrown here.</param>
    /// <param name="items">One task each. Arrays are cut into chunks without copying; anything else is read lazily, on a thread of the pool.
    /// Items must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The results, made while they are read. Leaving the loop early ends the map and leaves the pool usable.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the results would be tasks; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public IEnumerable<TResult> ImapUnordered<T, TResult>(
        Func<T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(new PlainFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="ImapUnordered{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public IEnumerable<TResult> ImapUnordered<T, TResult>(
        Func<T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new PlainFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="ImapUnordered{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public IEnumerable<TResult> ImapUnordered<T, TResult>(
        Func<T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new PlainFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="ImapUnordered{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public IEnumerable<TResult> ImapUnordered<T, TResult>(
        Func<TWorker, T, TResult> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(new WorkerFunction<TWorker, T, TResult>(task), InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="ImapUnordered{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.TaskOfResult)]
    public IEnumerable<TResult> ImapUnordered<T, TResult>(
        Func<TWorker, T, Task<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new WorkerFunction<TWorker, T, Task<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);

    /// <inheritdoc cref="ImapUnordered{T, TResult}(Func{T, TResult}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(Rank.ValueTaskOfResult)]
    public IEnumerable<TResult> ImapUnordered<T, TResult>(
        Func<TWorker, T, ValueTask<TResult>> task, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunLazy(
            Awaited.Of(new WorkerFunction<TWorker, T, ValueTask<TResult>>(task)),
            InputSource.Of(items), ordered: false, options, cancellationToken);
}
