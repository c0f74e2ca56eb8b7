using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>As MapBlocks, without blocking: errors of the call itself are thrown at the call, all others by the returned task.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' element type.</typeparam>
    /// <param name="task">Runs in a worker, once per block. It gets the block as a span, valid until it returns, and returns an array that it does not
    /// use again.</param>
    /// <param name="items">The input: an array, a part of one, or a shared array. It must not change before the call has ended.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults. <see cref="MapOptions.ChunkSize"/> is the length of a block,
    /// <see cref="MapOptions.Splits"/> the number of blocks; the limits count blocks. Without either there are 64 blocks per worker, none longer than
    /// 65,536 items.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>The joined results.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool, or the task returned <see langword="null"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool, or a shared array, is disposed.</exception>
    public Task<TResult[]> MapBlocksAsync<T, TResult>(
        Func<ReadOnlySpan<T>, TResult[]> task, T[] items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new PlainBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapBlocksAsync<T, TResult>(
        Func<TWorker, ReadOnlySpan<T>, TResult[]> task, T[] items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new WorkerBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapBlocksAsync<T, TResult>(
        Func<ReadOnlySpan<T>, TResult[]> task, ReadOnlyMemory<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new PlainBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapBlocksAsync<T, TResult>(
        Func<TWorker, ReadOnlySpan<T>, TResult[]> task, ReadOnlyMemory<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new WorkerBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapBlocksAsync<T, TResult>(
        Func<ReadOnlySpan<T>, TResult[]> task, SharedArray<T> items, MapOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        RunBlocksAsync(new PlainBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], MapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapBlocksAsync<T, TResult>(
        Func<TWorker, ReadOnlySpan<T>, TResult[]> task, SharedArray<T> items, MapOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        RunBlocksAsync(new WorkerBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), options, cancellationToken);

    /// <summary>As MapBlocks, without blocking: errors of the call itself are thrown at the call, all others by the returned task.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TResult">The results' element type.</typeparam>
    /// <param name="task">Runs in a worker, once per block. It gets the block as a span, valid until it returns, and returns an array that it does not
    /// use again.</param>
    /// <param name="items">The input: an array, a part of one, or a shared array. It must not change before the call has ended.</param>
    /// <param name="destination">Where the joined results go: an array, a part of one, or a shared array's <see cref="SharedArray{T}.AsMemory()"/>. It
    /// may be the input itself if every result has its block's length. When the call fails some of it may have been written.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults. <see cref="MapOptions.ChunkSize"/> is the length of a block,
    /// <see cref="MapOptions.Splits"/> the number of blocks; the limits count blocks. Without either there are 64 blocks per worker, none longer than
    /// 65,536 items.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <returns>How many elements the results have.</returns>
    /// <exception cref="ArgumentException">An option or argument cannot work, or the destination is too short; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool, or the task returned <see langword="null"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="MpireException">No worker can be started, or one ended in its task (<see cref="WorkerDiedException"/>).</exception>
    /// <exception cref="ObjectDisposedException">The pool, or a shared array, is disposed.</exception>
    public Task<int> MapBlocksAsync<T, TResult>(
        Func<ReadOnlySpan<T>, TResult[]> task, T[] items, Memory<TResult> destination,
        MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new PlainBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), destination, options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], Memory{TResult}, MapOptions?, CancellationToken)"/>
    public Task<int> MapBlocksAsync<T, TResult>(
        Func<TWorker, ReadOnlySpan<T>, TResult[]> task, T[] items, Memory<TResult> destination,
        MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new WorkerBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), destination, options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], Memory{TResult}, MapOptions?, CancellationToken)"/>
    public Task<int> MapBlocksAsync<T, TResult>(
        Func<ReadOnlySpan<T>, TResult[]> task, ReadOnlyMemory<T> items, Memory<TResult> destination,
        MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new PlainBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), destination, options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], Memory{TResult}, MapOptions?, CancellationToken)"/>
    public Task<int> MapBlocksAsync<T, TResult>(
        Func<TWorker, ReadOnlySpan<T>, TResult[]> task, ReadOnlyMemory<T> items, Memory<TResult> destination,
        MapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunBlocksAsync(new WorkerBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), destination, options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], Memory{TResult}, MapOptions?, CancellationToken)"/>
    public Task<int> MapBlocksAsync<T, TResult>(
        Func<ReadOnlySpan<T>, TResult[]> task, SharedArray<T> items, Memory<TResult> destination,
        MapOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        RunBlocksAsync(new PlainBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), destination, options, cancellationToken);

    /// <inheritdoc cref="MapBlocksAsync{T, TResult}(Func{ReadOnlySpan{T}, TResult[]}, T[], Memory{TResult}, MapOptions?, CancellationToken)"/>
    public Task<int> MapBlocksAsync<T, TResult>(
        Func<TWorker, ReadOnlySpan<T>, TResult[]> task, SharedArray<T> items, Memory<TResult> destination,
        MapOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        RunBlocksAsync(new WorkerBlockFunction<TWorker, T, TResult>(task), BlockInput.Of(items), destination, options, cancellationToken);
}
