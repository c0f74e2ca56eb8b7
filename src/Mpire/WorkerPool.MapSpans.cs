using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>
    /// Runs a task that returns an array for every item and shows each result to a reader where it lies, without making an array of it here: several
    /// times quicker than <c>Map</c> for results of a megabyte that are only looked at (summed, written to a file, copied on).
    /// </summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <typeparam name="TElement">The results' element type.</typeparam>
    /// <param name="task">Runs in a worker, once per item.</param>
    /// <param name="items">One task each.</param>
    /// <param name="read">Called once per result, in the order in which results come, one call at a time, by a thread that waits for this pool
    /// (nearly always the calling one). Keep it short: meanwhile nothing else is received. It must not use the pool. If it throws, the map
    /// ends with that exception.</param>
    /// <param name="options">Chunking and limits; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the call: queued tasks are dropped, running ones get the pool's grace period.</param>
    /// <exception cref="ArgumentException">An option or argument cannot work; the message names it.</exception>
    /// <exception cref="SerializationException">The task, or something it captured, cannot travel to a worker process.</exception>
    /// <exception cref="InvalidOperationException">Another map runs on this pool.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public void MapSpans<T, TElement>(
        Func<T, TElement[]> task,
        IEnumerable<T> items,
        SpanReader<TElement> read,
        MapOptions? options = null,
        CancellationToken cancellationToken = default)
        where TElement : unmanaged
    {
        ArgumentNullException.ThrowIfNull(read);
        var function = new SpanFunction<TWorker, T, TElement>(task);
        var request = Check(function, InputSource.Of(items), options, nameof(MapSpans), mayLackResults: true);
        Prepare(request);
        RunToEnd(request, new SpanSink<TElement>(read), cancellationToken);
    }
}
