using System.Collections.Concurrent;

namespace Mpire.Managing;

/// <summary>
/// A queue in its process. What another process takes is on loan until it has said that it has it; if it dies before, the item comes back to its place. A
/// queue to which nothing more is added ends only when nothing is on loan.
/// </summary>
internal sealed class QueueHost<T>(int capacity) : Hosted
{
    public static readonly OperationList<QueueHost<T>> List = new();
    public static readonly AwaitedOperation<QueueHost<T>, (T Item, TimeSpan Timeout), bool> Add = List.AddAwaited(static (
        QueueHost<T> host, (T Item, TimeSpan Timeout) given, CancellationToken token) => host.AddAsync(given.Item, given.Timeout, isRemote: true, token));

    public static readonly AwaitedOperation<QueueHost<T>, TimeSpan, Taken<T>> Take = List.AddAwaited(static (
        QueueHost<T> host, TimeSpan timeout, CancellationToken token) => host.TakeAsync(timeout, isLoan: true, token));

    public static readonly Operation<QueueHost<T>, ValueTuple, ValueTuple> Complete = List.Add(static (QueueHost<T> host, ValueTuple nothing) =>
    {
        host.CompleteAdding();
        return nothing;
    });

    public static readonly Operation<QueueHost<T>, ValueTuple, QueueState> State = List.Add(static (QueueHost<T> host, ValueTuple _) => host.Look());

    private readonly Lock _gate = new();
    private readonly LinkedList<(T Item, long Place)> _items = [];
    private readonly LinkedList<(QueueWaiter<Taken<T>> Waiter, bool IsLoan)> _takers = [];
    private readonly LinkedList<(QueueWaiter<bool> Waiter, T Item)> _adders = [];
    private readonly ConcurrentQueue<Action> _served = new();
    private long _nextPlace;
    private int _lent;
    private bool _isComplete;
    private bool _isEnded;

    public override IReadOnlyList<Operation> Operations => List.All;

    /// <summary>Adds an item, when there is room.</summary>
    /// <returns>False if the time has run out.</returns>
    public Task<bool> AddAsync(T item, TimeSpan timeout, bool isRemote, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<bool>(cancellationToken);
        QueueWaiter<bool>? waiter;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnded, typeof(SharedManager));
            if (_isComplete) throw Completed();
            if (_items.Count < capacity && _adders.Count == 0)
            {
                _items.AddLast((item, _nextPlace++));
                Settle();
                waiter = null;
            }
            else
            {
                if (timeout == TimeSpan.Zero) return Task.FromResult(false);
                waiter = new QueueWaiter<bool>(LeaveAdders, isRemote, cancellationToken);
                _adders.AddLast((waiter, item));
            }
        }

        Tell();
        if (waiter is null) return Task.FromResult(true);
        waiter.Arm(timeout, late: false);
        return waiter.Task;
    }

    /// <summary>Takes the first item, when there is one.</summary>
    public Task<Taken<T>> TakeAsync(TimeSpan timeout, bool isLoan, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<Taken<T>>(cancellationToken);
        QueueWaiter<Taken<T>>? waiter = null;
        Taken<T> taken = default;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnded, typeof(SharedManager));
            // Nobody waits while there are items.
            if (_items.Count > 0)
            {
                taken = TakeFirst(isLoan);
                Settle();
            }
            else if (IsFinished)
            {
                taken = new Taken<T>(TakeOutcome.End, default, 0, false);
            }
            else if (timeout != TimeSpan.Zero)
            {
                waiter = new QueueWaiter<Taken<T>>(LeaveTakers, isLoan, cancellationToken);
                _takers.AddLast((waiter, isLoan));
            }
        }

        Tell();
        if (waiter is null) return Task.FromResult(taken);
        waiter.Arm(timeout, late: default);
        return waiter.Task;
    }

    /// <summary>A loan has arrived.</summary>
    public void EndLoan()
    {
        lock (_gate)
        {
            _lent--;
            Settle();
        }

        Tell();
    }

    /// <summary>A loan has not arrived: the item goes back to its place.</summary>
    public void TakeBack(T item, long place)
    {
        lock (_gate)
        {
            _lent--;
            var later = _items.First;
            while (later is not null && later.Value.Place < place) later = later.Next;
            if (later is null) _items.AddLast((item, place));
            else _items.AddBefore(later, (item, place));
            Settle();
        }

        Tell();
    }

    public override void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            foreach (var (waiter, _) in _takers) _served.Enqueue(() => waiter.Fail(new ObjectDisposedException(nameof(SharedManager))));
            foreach (var (waiter, _) in _adders) _served.Enqueue(() => waiter.Fail(new ObjectDisposedException(nameof(SharedManager))));
            _takers.Clear();
            _adders.Clear();
        }

        Tell();
    }

    private static InvalidOperationException Completed() => new("Nothing can be added to the shared queue any more: somebody has called CompleteAdding.");

    private bool IsFinished => _isComplete && _lent == 0 && _items.Count == 0;

    private void CompleteAdding()
    {
        lock (_gate)
        {
            _isComplete = true;
            foreach (var (waiter, _) in _adders) _served.Enqueue(() => waiter.Fail(Completed()));
            _adders.Clear();
            Settle();
        }

        Tell();
    }

    private QueueState Look()
    {
        lock (_gate) return new QueueState(_items.Count, capacity, _isComplete, IsFinished);
    }

    // Brings together items, who waits for items, and who waits for room; Tell them afterwards.
    private void Settle()
    {
        while (true)
        {
            if (_items.Count > 0 && _takers.First is { } taker)
            {
                _takers.RemoveFirst();
                var (waiter, taken) = (taker.Value.Waiter, TakeFirst(taker.Value.IsLoan));
                _served.Enqueue(() => waiter.Serve(taken));
            }
            else if (_items.Count < capacity && _adders.First is { } adder)
            {
                _adders.RemoveFirst();
                _items.AddLast((adder.Value.Item, _nextPlace++));
                var waiter = adder.Value.Waiter;
                _served.Enqueue(() => waiter.Serve(true));
            }
            else
            {
                break;
            }
        }

        if (!IsFinished) return;
        foreach (var (waiter, _) in _takers) _served.Enqueue(() => waiter.Serve(new Taken<T>(TakeOutcome.End, default, 0, false)));
        _takers.Clear();
    }

    // Outside the lock, since sending an answer may follow at once.
    private void Tell()
    {
        while (_served.TryDequeue(out var serve)) serve();
    }

    private Taken<T> TakeFirst(bool isLoan)
    {
        var (item, place) = _items.First!.Value; // asked before the call
        _items.RemoveFirst();
        if (isLoan) _lent++;
        return new Taken<T>(TakeOutcome.Item, item, place, isLoan);
    }

    private bool LeaveTakers(QueueWaiter<Taken<T>> waiter)
    {
        lock (_gate) return Leave(_takers, static (entry, one) => entry.Waiter == one, waiter);
    }

    private bool LeaveAdders(QueueWaiter<bool> waiter)
    {
        lock (_gate) return Leave(_adders, static (entry, one) => entry.Waiter == one, waiter);
    }

    private static bool Leave<TEntry, TWaiter>(LinkedList<TEntry> line, Func<TEntry, TWaiter, bool> isIt, TWaiter waiter)
    {
        for (var at = line.First; at is not null; at = at.Next)
        {
            if (!isIt(at.Value, waiter)) continue;
            line.Remove(at);
            return true;
        }

        return false;
    }
}

/// <summary>What a queue says of itself.</summary>
internal readonly record struct QueueState(int Count, int Capacity, bool IsAddingCompleted, bool IsCompleted);
