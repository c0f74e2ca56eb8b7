using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Mpire.Managing;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// A queue that lives in the process that made its <see cref="SharedManager"/>, and is one and the same for every process that gets it. Who takes from an
/// empty queue waits, and who adds to a full one.
/// </summary>
/// <typeparam name="T">Items.</typeparam>
/// <remarks>
/// Every item is taken once. Items come in the order in which they were added, so those of one producer in its order. A worker that is killed takes
/// nothing with it: an item is gone when <see cref="Take"/> has returned in the worker, and comes back to its place if the worker dies before that.
/// Who waits may always be killed.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue.")]
public sealed class SharedQueue<T> : ITravelsByHandle<SharedQueue<T>>
{
    private readonly ManagedSite<QueueHost<T>> _site;

    internal SharedQueue(ManagedSite<QueueHost<T>> site) => _site = site;

    /// <summary>How many items wait there.</summary>
    public int Count => State.Count;

    /// <summary>How many may wait there.</summary>
    public int Capacity => State.Capacity;

    /// <summary>Whether nothing more may be added.</summary>
    public bool IsAddingCompleted => State.IsAddingCompleted;

    /// <summary>Whether nothing more may be added and everything was taken.</summary>
    public bool IsCompleted => State.IsCompleted;

    private QueueState State => _site.Call(QueueHost<T>.State, default);

    /// <summary>Adds an item, and waits for room as long as it takes.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CompleteAdding"/> was called.</exception>
    public void Add(T item, CancellationToken cancellationToken = default) => TryAdd(item, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Adds an item if there is room within the time.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CompleteAdding"/> was called.</exception>
    public bool TryAdd(T item, TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        Patience.Check(timeout);
        _site.ThrowIfUnusable();
        return _site.Host is { } here
            ? here.AddAsync(item, timeout, isRemote: false, cancellationToken).GetAwaiter().GetResult()
            : _site.Wait(QueueHost<T>.Add, (item, timeout), cancellationToken);
    }

    /// <summary>Adds an item when there is room, without a thread that waits.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CompleteAdding"/> was called.</exception>
    public Task AddAsync(T item, CancellationToken cancellationToken = default)
    {
        _site.ThrowIfUnusable();
        return _site.Host is { } here
            ? here.AddAsync(item, Timeout.InfiniteTimeSpan, isRemote: false, cancellationToken)
            : _site.CallAsync(QueueHost<T>.Add, (item, Timeout.InfiniteTimeSpan), cancellationToken);
    }

    /// <summary>Takes the first item, and waits for one as long as it takes.</summary>
    /// <exception cref="InvalidOperationException">There will be none: <see cref="CompleteAdding"/> was called, and everything was taken.</exception>
    public T Take(CancellationToken cancellationToken = default) =>
        TryTake(out var item, Timeout.InfiniteTimeSpan, cancellationToken) ? item : throw NoMore();

    /// <summary>Takes the first item if there is one within the time.</summary>
    /// <returns>False if there was none; there will be none at all if <see cref="IsCompleted"/>.</returns>
    public bool TryTake([MaybeNullWhen(false)] out T item, TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        Patience.Check(timeout);
        _site.ThrowIfUnusable();
        var taken = _site.Host is { } here
            ? here.TakeAsync(timeout, isLoan: false, cancellationToken).GetAwaiter().GetResult()
            : _site.Wait(QueueHost<T>.Take, timeout, cancellationToken);
        item = taken.Item;
        return taken.Outcome == TakeOutcome.Item;
    }

    /// <summary>Takes the first item when there is one, without a thread that waits.</summary>
    /// <exception cref="InvalidOperationException">There will be none: <see cref="CompleteAdding"/> was called, and everything was taken.</exception>
    public async Task<T> TakeAsync(CancellationToken cancellationToken = default)
    {
        var taken = await NextAsync(cancellationToken).ConfigureAwait(false);
        return taken.Outcome == TakeOutcome.Item ? taken.Item! : throw NoMore(); // an item is what was added
    }

    /// <summary>Nothing more will be added: who waits for an item when all are taken is told so.</summary>
    public void CompleteAdding() => _site.Call(QueueHost<T>.Complete, default);

    /// <summary>Takes items until there are no more.</summary>
    public IEnumerable<T> GetConsumingEnumerable(CancellationToken cancellationToken = default)
    {
        while (TryTake(out var item, Timeout.InfiniteTimeSpan, cancellationToken)) yield return item;
    }

    /// <summary>Takes items until there are no more, without a thread that waits.</summary>
    public async IAsyncEnumerable<T> TakeAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { Outcome: TakeOutcome.Item } taken) yield return taken.Item!; // as above
    }

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _site.WriteHandle(writer);

    static SharedQueue<T> ITravelsByHandle<SharedQueue<T>>.ReadHandle(PayloadReader reader) =>
        ManagedSite<QueueHost<T>>.Read(reader, static site => new SharedQueue<T>(site));

    private static InvalidOperationException NoMore() => new("Everything was taken from the shared queue, and nothing more can be added.");

    private Task<Taken<T>> NextAsync(CancellationToken cancellationToken)
    {
        _site.ThrowIfUnusable();
        return _site.Host is { } here
            ? here.TakeAsync(Timeout.InfiniteTimeSpan, isLoan: false, cancellationToken)
            : _site.CallAsync(QueueHost<T>.Take, Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
