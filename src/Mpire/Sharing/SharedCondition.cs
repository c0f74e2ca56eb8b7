using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// Waiting, with a <see cref="SharedMutex"/>, until what the lock protects is as wanted. It travels like a <see cref="SharedArray{T}"/>: every process that
/// gets it has the same condition.
/// </summary>
/// <remarks>
/// A waiter looks again when it is notified, and every 20 ms by itself: one that dies after it was notified, or one that dies before it has notified, costs
/// the others that time and nothing else.
/// </remarks>
public sealed unsafe class SharedCondition : IDisposable, ISharedFace, ITravelsByHandle<SharedCondition>
{
    private readonly SharedMemory _memory;
    private readonly int* _bell;
    private volatile bool _isForgotten;

    private SharedCondition(SharedMemory memory)
    {
        _memory = memory;
        _bell = (int*)memory.Data;
    }

    /// <summary>Makes a condition. It goes with whatever lock it is waited with; those who wait for it should use the same.</summary>
    public static SharedCondition Create() => Create(null);

    /// <summary>Leaves the lock until the condition holds, and enters it again.</summary>
    /// <param name="mutex">The lock; the calling thread holds it, before and afterwards, also when this throws.</param>
    /// <param name="condition">Looks at what the lock protects. Runs while it is held, in the calling process, as often as needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SynchronizationLockException">The thread does not hold the lock.</exception>
    /// <exception cref="AbandonedMutexException">A holder of the lock died while this waited: what the lock protects may be half changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The condition or the lock is disposed of in this process.</exception>
    public void Wait(SharedMutex mutex, Func<bool> condition, CancellationToken cancellationToken = default) =>
        _ = TryWait(mutex, condition, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Leaves the lock until the condition holds, no longer than a time, and enters it again.</summary>
    /// <param name="mutex">The lock; the calling thread holds it, before and afterwards, also when this throws.</param>
    /// <param name="condition">Looks at what the lock protects. Runs while it is held, in the calling process, as often as needed.</param>
    /// <param name="timeout">How long; zero to look once, <see cref="Timeout.InfiniteTimeSpan"/> for ever. Entering the lock again may take longer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the time ran out.</returns>
    /// <exception cref="SynchronizationLockException">The thread does not hold the lock.</exception>
    /// <exception cref="AbandonedMutexException">A holder of the lock died while this waited: what the lock protects may be half changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The condition or the lock is disposed of in this process.</exception>
    public bool TryWait(SharedMutex mutex, Func<bool> condition, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        ArgumentNullException.ThrowIfNull(condition);
        var patience = new Patience(timeout, cancellationToken);
        if (!mutex.IsHeld) throw new SynchronizationLockException("Enter the lock before you wait with it: using (mutex.Enter()) condition.Wait(mutex, …).");
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isForgotten, this);

            // Whoever changes something does so under the lock, hence after this, and rings then.
            var seen = Bell.Announce(_bell);
            if (condition()) return true;
            if (!patience.TryGetNap(out var nap)) return false;
            var depth = mutex.LeaveForAWhile();
            SharedWord.Sleep(_bell, seen, nap);
            mutex.EnterAgain(depth);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Wakes one of those who wait, if there is one; the others look again within 20 ms. Best called while the lock is held.</summary>
    /// <exception cref="ObjectDisposedException">The condition is disposed of in this process.</exception>
    public void NotifyOne() => Notify(1);

    /// <summary>Wakes everybody who waits. Best called while the lock is held.</summary>
    /// <exception cref="ObjectDisposedException">The condition is disposed of in this process.</exception>
    public void NotifyAll() => Notify(int.MaxValue);

    /// <summary>Lets go of it in this process; who waits for it here is refused.</summary>
    public void Dispose() => _memory.LetGo();

    static SharedCondition ITravelsByHandle<SharedCondition>.ReadHandle(PayloadReader reader) => Of(SharedMemory.Receive(reader));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, "shared condition");

    void ISharedFace.Forget() => _isForgotten = true;

    internal static SharedCondition Create(Func<long, SharedStore>? store) => Of(SharedMemory.Create(sizeof(int), store));

    private static SharedCondition Of(SharedMemory memory) => memory.FaceOf(static memory => new SharedCondition(memory));

    private void Notify(int most)
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        Bell.Ring(_bell, most);
        GC.KeepAlive(this);
    }
}
