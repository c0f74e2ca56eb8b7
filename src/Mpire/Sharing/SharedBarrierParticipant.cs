namespace Mpire;

/// <summary>One of those who meet at a <see cref="SharedBarrier"/>, from <see cref="SharedBarrier.Join"/> until it is disposed of. It belongs to the process
/// that joined.</summary>
public sealed class SharedBarrierParticipant : IDisposable
{
    private readonly SharedBarrier _barrier;
    private readonly int _place;
    private int _hasLeft;

    internal SharedBarrierParticipant(SharedBarrier barrier, int place) => (_barrier, _place) = (barrier, place);

    /// <summary>Says that this one has come, and waits until all have.</summary>
    /// <param name="cancellationToken">Ends the wait; this one then counts as not yet come.</param>
    /// <exception cref="BrokenBarrierException">One of the others has died.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">It has left, or the barrier is disposed of in this process.</exception>
    public void SignalAndWait(CancellationToken cancellationToken = default) => _ = TrySignalAndWait(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Says that this one has come, and waits until all have, no longer than a time.</summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; this one then counts as not yet come.</param>
    /// <returns>False if the time ran out; this one then counts as not yet come.</returns>
    /// <exception cref="BrokenBarrierException">One of the others has died.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">It has left, or the barrier is disposed of in this process.</exception>
    public bool TrySignalAndWait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _hasLeft) != 0, this);
        return _barrier.SignalAndWait(_place, new Sharing.Patience(timeout, cancellationToken));
    }

    /// <summary>Leaves; somebody else may join in its place.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0) _barrier.Leave(_place);
    }
}
