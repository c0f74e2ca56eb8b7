using Mpire.Interop.Linux;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>
/// The right to receive from the workers, and the waiting for them. Whoever waits for something takes the right and drives the pool itself,
/// which spares a thread switch per answer. Who finds it taken and waits for a job of its own sleeps until that job is done; where such callers are
/// left without a driver, or nobody waits (asynchronous calls, a reader of a lazy map that is busy elsewhere), the pool's own thread drives.
/// </summary>
internal sealed class Driver(PoolEngine engine) : IDisposable
{
    // How long a lazy map may go undriven before the pool's thread looks after it.
    private const int Patience = 2;

    // How long a pool is idle before its thread watches for workers that die, milliseconds. The next call has to take the right from it.
    private const int IdlePatience = 1000;

    // A waiter looks again after this long, for conditions that nobody announces (a cancelled token).
    private const int LongestWait = 50;

    // A sleeping caller looks after this long whether there still is a driver: a fault of the pool could have ended its thread.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly object _turn = new();

    // Callers whose jobs the driver has finished, woken when it holds no lock that they would run into. Driver's thread.
    private readonly List<Sleeper> _finished = [];

    // What asynchronous callers wait for.
    private readonly Wishes _wishes = new();
    private Thread? _thread;
    private bool _taken;
    private bool _threadDrives;
    private bool _isWatching;
    private int _owner;
    private int _waiting;
    private int _waitingWorkers;
    private int _sleeping;
    private long _news;
    private long _turns;
    private bool _disposed;

    /// <summary>Drives, or lets drive, until a condition holds.</summary>
    /// <param name="isMet">Becomes true by something that the driver does or announces.</param>
    /// <param name="cancellationToken">Ends the waiting; its cancellation must wake the wait set.</param>
    /// <param name="pollEvery">Milliseconds after which the condition is looked at anyway; -1 for never.</param>
    /// <exception cref="InvalidOperationException">A task of the pool waits for the pool, and no worker is left that could end the waiting.</exception>
    public void RunUntil(Func<bool> isMet, CancellationToken cancellationToken, int pollEvery = -1)
    {
        // With a limit of its own the waiting ends in any case.
        if (pollEvery >= 0 || !ThreadWorker.IsOf(engine)) Run(isMet, pollEvery, cancellationToken);
        else AsTask(() => Run(isMet, pollEvery, cancellationToken));
    }

    /// <summary>As <see cref="RunUntil"/>, while no thread waits: whoever drives looks, or else the pool's own thread.</summary>
    /// <returns>Completes when the condition holds, elsewhere than on the driver's thread.</returns>
    public Task UntilAsync(Func<bool> isMet, CancellationToken cancellationToken)
    {
        if (isMet()) return Task.CompletedTask;
        engine.ThrowIfDisposed();
        EnsureThread();
        var met = _wishes.Add(isMet, cancellationToken);
        CallThread();
        engine.Waits.Wake();
        return met;
    }

    /// <summary>Drives, or sleeps, until a job is done.</summary>
    /// <exception cref="InvalidOperationException">As with <see cref="RunUntil"/>.</exception>
    public void RunUntilDone(Job job)
    {
        if (!ThreadWorker.IsOf(engine)) Run(job);
        else AsTask(() => Run(job));
    }

    private void AsTask(Action wait)
    {
        try
        {
            if (Interlocked.Increment(ref _waitingWorkers) >= engine.Slots.Length)
            {
                throw new InvalidOperationException(
                    $"A task waits for a call on its own pool, and so do all other workers, of which there are {engine.Slots.Length}: nobody is left to run "
                    + "it. Use a second pool for calls from tasks, or make this one larger.");
            }

            wait();
        }
        finally
        {
            Interlocked.Decrement(ref _waitingWorkers);
        }
    }

    private void Run(Job job)
    {
        while (!job.IsDone)
        {
            if (TryTake())
            {
                try
                {
                    while (!job.IsDone) Step(-1);
                }
                finally
                {
                    GiveBack();
                }

                return;
            }

            var sleeper = Sleeper.OfThisThread;
            sleeper.Prepare();
            job.Sleeper = sleeper;

            // Who finishes the job sees the sleeper, or the sleeper sees that it is finished.
            Interlocked.MemoryBarrier();
            if (!job.IsDone && !StandStill.IsWanted) sleeper.Sleep(LongestSleep);
            StandStill.Here();
            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void Run(Func<bool> isMet, int pollEvery, CancellationToken cancellationToken)
    {
        while (true)
        {
            var news = Volatile.Read(ref _news);
            if (isMet()) return;
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryTake(news)) continue;
            try
            {
                while (!isMet() && !cancellationToken.IsCancellationRequested) Step(pollEvery);
            }
            finally
            {
                GiveBack();
            }
        }
    }

    /// <summary>Whether the calling thread drives right now.</summary>
    public bool IsMine => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    /// <summary>Whether somebody drives, who may be asleep.</summary>
    public bool IsTaken => Volatile.Read(ref _taken);

    /// <summary>A job is done. Under the gate.</summary>
    public void Announce(Job job)
    {
        Interlocked.MemoryBarrier();
        if (job.Sleeper is { } sleeper)
        {
            if (IsMine) _finished.Add(sleeper);
            else sleeper.Call();
        }

        Announce();
    }

    /// <summary>Something that a waiter may wait for has happened.</summary>
    public void Announce()
    {
        Interlocked.Increment(ref _news);
        if (Volatile.Read(ref _waiting) == 0) return;
        lock (_turn) Monitor.PulseAll(_turn);
    }

    /// <summary>Lets whoever else drives look again: a reader of results has made room, say.</summary>
    public void WakeOther()
    {
        // Whoever takes the right just now sees what there is to look at, or is seen.
        Interlocked.MemoryBarrier();
        if (IsTaken && !IsMine) engine.Waits.Wake();
    }

    /// <summary>Lets the pool's own thread see what there is to do.</summary>
    public void CallThread()
    {
        lock (_turn)
        {
            Monitor.PulseAll(_turn);
            if (_isWatching) engine.Waits.Wake();
        }
    }

    /// <summary>As <see cref="EnsureThread"/>, for what can be done without: that somebody watches over idle workers.</summary>
    public void WishForThread()
    {
        try
        {
            EnsureThread();
        }
        catch (OutOfMemoryException)
        {
            // The system has no thread to give, or no descriptor that one needs.
        }
    }

    /// <summary>Starts the pool's own thread if it does not run.</summary>
    /// <exception cref="OutOfMemoryException">The system has none to give.</exception>
    public void EnsureThread()
    {
        lock (_turn)
        {
            if (_thread is null)
            {
                var thread = new Thread(Watch) { IsBackground = true, Name = "Mpire driver" };
                thread.UnsafeStart();
                _thread = thread;
            }

            Monitor.PulseAll(_turn);
        }
    }

    public void Dispose()
    {
        Thread? thread;
        lock (_turn)
        {
            _disposed = true;
            thread = _thread;
            Monitor.PulseAll(_turn);
        }

        engine.Waits.Wake();
        if (thread != Thread.CurrentThread) thread?.Join();
        _wishes.Fail(PoolEngine.NewDisposed);
    }

    /// <summary>Waits until nobody drives any more.</summary>
    /// <returns>False if somebody still does after the time.</returns>
    public bool IsQuietWithin(TimeSpan time)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (true)
        {
            lock (_turn)
            {
                if (!_taken) return true;
                engine.Waits.Wake();
                Monitor.Wait(_turn, LongestWait);
            }

            if (Environment.TickCount64 > until) return false;
        }
    }

    private void Step(int pollEvery)
    {
        _turns++;
        var isFed = engine.Map?.Feeder?.Help() is true;
        var any = engine.Events.Pump();
        WakeFinished();
        if (_wishes.Any) pollEvery = _wishes.Grant() ? 0 : pollEvery < 0 ? LongestWait : Math.Min(pollEvery, LongestWait);
        if (any || isFed || pollEvery == 0) return;
        var limit = engine.Events.NextDeadline();
        if (pollEvery >= 0 && (limit < 0 || limit > pollEvery)) limit = pollEvery;
        engine.Waits.Wait(limit);
        if (StandStill.IsWanted) StandStill.Here();
    }

    private void WakeFinished()
    {
        foreach (var sleeper in _finished) sleeper.Call();
        _finished.Clear();
    }

    // The right; or the caller counts as asleep, and there is somebody who drives, or will.
    private bool TryTake()
    {
        lock (_turn)
        {
            ThrowIfMine();
            if (!_taken)
            {
                Take();
                return true;
            }

            _sleeping++;
            if (_isWatching) engine.Waits.Wake();
        }

        if (_thread is null) WishForThread();
        return false;
    }

    private void Take()
    {
        _owner = Environment.CurrentManagedThreadId;
        Interlocked.Exchange(ref _taken, true);
    }

    private void ThrowIfMine()
    {
        if (_owner == Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("The pool cannot be used from within the reader of its own results. Use it after the call, or use a second pool.");
    }

    // The right, or news since the caller looked last, or neither for a while. The caller's condition may take the gate, which those who announce hold: not asked here.
    private bool TryTake(long newsSeen)
    {
        lock (_turn)
        {
            ThrowIfMine();
            while (_taken)
            {
                PoolEngine.StandStillOutside(_turn);
                if (Volatile.Read(ref _news) != newsSeen) return false;
                _waiting++;
                if (_threadDrives) engine.Waits.Wake();
                Interlocked.MemoryBarrier();
                var isTold = Volatile.Read(ref _news) == newsSeen && Monitor.Wait(_turn, LongestWait);
                _waiting--;
                if (!isTold && _taken) return false;
            }

            Take();
            return true;
        }
    }

    private void GiveBack()
    {
        WakeFinished();
        lock (_turn)
        {
            _taken = false;
            _owner = 0;
            _threadDrives = false;
            _isWatching = false;
            if (_waiting > 0 || (_thread is not null && HasWork)) Monitor.PulseAll(_turn);
        }
    }

    // Something for the pool's own thread to see to, if nobody else does.
    private bool HasWork => engine.Jobs.Count > 0 || _wishes.Any;

    // The pool's own thread.
    private void Watch()
    {
        while (true)
        {
            lock (_turn)
            {
                PoolEngine.StandStillOutside(_turn);
                while (!_disposed && !_isWatching && (!HasWork || _taken))
                {
                    var (turns, isIdle) = (_turns, !_taken && engine.HasProcesses);
                    if (!Monitor.Wait(_turn, engine.HasProcesses ? IdlePatience : Timeout.Infinite) && isIdle && turns == _turns) _isWatching = !_taken && !HasWork;
                    PoolEngine.StandStillOutside(_turn);
                }

                if (_disposed) return;
                if (!_isWatching && engine.AsyncJobs == 0 && Volatile.Read(ref _sleeping) == 0 && !_wishes.Any)
                {
                    var turns = _turns;
                    Monitor.Wait(_turn, Patience);
                    if (_taken || turns != _turns || _disposed) continue;
                }

                if (_taken || _waiting > 0) continue;
                Take();
                _threadDrives = true;
            }

            try
            {
                if (_isWatching)
                {
                    while (!_disposed && _waiting == 0 && _sleeping == 0 && !HasWork && engine.HasProcesses) Step(-1);
                }
                else
                {
                    while (!_disposed && _waiting == 0 && HasWork) Step(-1);
                }
            }
            catch (Exception error)
            {
                // A fault of the pool itself, of which those hear who wait. A lasting one must not keep a processor busy: the next call starts the thread anew.
                lock (_turn) _thread = null;
                engine.FailAll(error);
                _wishes.Fail(() => error);
                return;
            }
            finally
            {
                GiveBack();
            }

            // Those who wait go first.
            if (Volatile.Read(ref _waiting) > 0) Thread.Yield();
        }
    }
}
