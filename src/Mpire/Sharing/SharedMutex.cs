using System.Runtime.CompilerServices;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// A lock between processes. It travels like a <see cref="SharedArray{T}"/>: every process that gets it has the same lock. One that dies while it
/// holds the lock leaves nobody waiting: the next one gets it, and is told.
/// </summary>
/// <remarks>
/// It belongs to the thread that entered, so it cannot be held across an <c>await</c>. Whoever waits sleeps, and looks every 20 ms whether the holder
/// lives. It is not fair: who comes at the right moment overtakes who waits.
/// </remarks>
public sealed unsafe class SharedMutex : IDisposable, ISharedFace, ITravelsByHandle<SharedMutex>
{
    private readonly SharedMemory _memory;
    private readonly long* _word;
    private readonly bool _isReentrant;
    private readonly Func<long, bool> _isGone;
    private volatile Thread? _holder;
    private int _depth;
    private bool _isForgotten;

    internal SharedMutex(SharedMemory memory)
    {
        _memory = memory;
        _word = &memory.Header->Lock;
        _isReentrant = memory.Header->IsReentrant != 0;
        _isGone = IsGone;
    }

    /// <summary>Whether the calling thread holds it.</summary>
    public bool IsHeld => _holder == Thread.CurrentThread;

    /// <summary>Makes a lock.</summary>
    /// <param name="isReentrant">Whether a thread that holds it may enter again; it is free when it has left as often.</param>
    public static SharedMutex Create(bool isReentrant = false) => Create(isReentrant, null);

    /// <summary>Waits for the lock.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Leave by disposing of it: <c>using (mutex.Enter()) …</c>.</returns>
    /// <exception cref="LockRecursionException">The thread holds it already, and it is not re-entrant.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The lock is disposed of in this process.</exception>
    public SharedMutexScope Enter(CancellationToken cancellationToken = default)
    {
        if (TryEnterFree()) return new SharedMutexScope(this, false);
        _ = Wait(new Patience(Timeout.InfiniteTimeSpan, cancellationToken), out var scope);
        return scope;
    }

    /// <summary>Waits for the lock no longer than a time.</summary>
    /// <param name="timeout">How long; zero to look once, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="scope">Leave by disposing of it; disposing of one that was not entered does nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the time ran out.</returns>
    /// <exception cref="LockRecursionException">The thread holds it already, and it is not re-entrant.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The lock is disposed of in this process.</exception>
    public bool TryEnter(TimeSpan timeout, out SharedMutexScope scope, CancellationToken cancellationToken = default)
    {
        Patience.Check(timeout);
        if (!TryEnterFree()) return Wait(new Patience(timeout, cancellationToken), out scope);
        scope = new SharedMutexScope(this, false);
        return true;
    }

    /// <summary>Lets go of it in this process. Held by this process it is given free first.</summary>
    public void Dispose() => _memory.LetGo();

    static SharedMutex ITravelsByHandle<SharedMutex>.ReadHandle(PayloadReader reader) => Of(SharedMemory.Receive(reader));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, "shared lock");

    void ISharedFace.Forget()
    {
        Volatile.Write(ref _isForgotten, true);
        if (_holder is null) return;
        _holder = null;
        LockWord.Exit(_word);
    }

    internal static SharedMutex Of(SharedMemory memory) => memory.FaceOf(static memory => new SharedMutex(memory));

    internal static SharedMutex Create(bool isReentrant, Func<long, SharedStore>? store)
    {
        var memory = SharedMemory.Create(0, store);
        memory.Header->IsReentrant = isReentrant ? 1 : 0;
        return Of(memory);
    }

    internal void Leave()
    {
        if (_holder != Thread.CurrentThread)
        {
            // Disposed of while it was held: it is free already.
            if (_isForgotten) return;
            throw new SynchronizationLockException("The lock is not held by this thread. It belongs to the thread that entered: do not await while it is held.");
        }

        if (_depth > 0)
        {
            _depth--;
            return;
        }

        _holder = null;
        LockWord.Exit(_word);
        GC.KeepAlive(this);
    }

    /// <summary>Leaves however often it was entered, to wait for a <see cref="SharedCondition"/>.</summary>
    /// <returns>For <see cref="EnterAgain"/>.</returns>
    internal int LeaveForAWhile()
    {
        var depth = _depth;
        _depth = 0;
        Leave();
        return depth;
    }

    /// <summary>Enters as it was left.</summary>
    /// <exception cref="AbandonedMutexException">Entered, but one has died in it meanwhile.</exception>
    internal void EnterAgain(int depth)
    {
        var wasFree = TryEnterFree();
        var isAbandoned = !wasFree && Enter(new Patience(Timeout.InfiniteTimeSpan, default)) == LockResult.Abandoned;
        _depth = depth;
        GC.KeepAlive(this);
        if (!isAbandoned) return;
        throw new AbandonedMutexException(
            "Somebody died while it held the lock that this waits with. The lock is held again: make whole what it protects, or give up.");
    }

    private bool TryEnterFree()
    {
        if (_isForgotten || !LockWord.TryEnter(_word)) return false;
        Hold();
        return true;
    }

    private void Hold()
    {
        _depth = 0;
        _holder = Thread.CurrentThread;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Wait(Patience patience, out SharedMutexScope scope)
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        if (IsHeld)
        {
            if (!_isReentrant) throw new LockRecursionException("This thread holds the lock already. Make it with isReentrant: true to enter it again.");
            _depth++;
            scope = new SharedMutexScope(this, false);
            return true;
        }

        var result = Enter(patience);
        scope = result == LockResult.TimedOut ? default : new SharedMutexScope(this, result == LockResult.Abandoned);
        GC.KeepAlive(this);
        return result != LockResult.TimedOut;
    }

    private LockResult Enter(Patience patience)
    {
        var result = LockWord.Enter(_word, patience, _isGone);
        if (result != LockResult.TimedOut) Hold();
        if (_isForgotten)
        {
            // In a file it is the very lock that the others wait for.
            if (result != LockResult.TimedOut) LockWord.Exit(_word);
            _holder = null;
            ObjectDisposedException.ThrowIf(true, this);
        }

        return result;
    }

    // A thread that ended without leaving has died in the lock like a process would.
    private bool IsGone(long word) => LockWord.IsOwn(word) ? _holder is { IsAlive: false } : LockWord.HasHolderEnded(word);
}
