namespace Mpire.Managing;

/// <summary>Somebody who waits at a queue, until served, cancelled or out of time, whatever comes first.</summary>
internal sealed class QueueWaiter<TResult> : IDisposable
{
    private readonly TaskCompletionSource<TResult> _result;
    private readonly CancellationToken _cancellationToken;
    private readonly Func<QueueWaiter<TResult>, bool> _leave;
    private CancellationTokenRegistration _registration;
    private Timer? _timer;

    /// <summary>Comes to wait; call <see cref="Arm"/> when it stands in the line.</summary>
    /// <param name="leave">Leaves the line; false if it was served already.</param>
    /// <param name="isRemote">Whether another process waits, so that what follows is sending the answer, and not the user's code: that may run on the thread
    /// of who serves.</param>
    /// <param name="cancellationToken">What ends the wait.</param>
    public QueueWaiter(Func<QueueWaiter<TResult>, bool> leave, bool isRemote, CancellationToken cancellationToken)
    {
        (_leave, _cancellationToken) = (leave, cancellationToken);
        _result = new(isRemote ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task<TResult> Task => _result.Task;

    /// <summary>Serves it; it stands in no line any more.</summary>
    public void Serve(TResult result) => _result.TrySetResult(result);

    /// <summary>Sends it away; it stands in no line any more.</summary>
    public void Fail(Exception failure) => _result.TrySetException(failure);

    /// <summary>Begins to look at the time and the token.</summary>
    public void Arm(TimeSpan timeout, TResult late)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = new Timer(
                _ =>
                {
                    if (_leave(this)) Serve(late);
                },
                null,
                timeout,
                Timeout.InfiniteTimeSpan);
        }

        if (_cancellationToken.CanBeCanceled)
        {
            _registration = _cancellationToken.UnsafeRegister(
                static state =>
                {
                    var self = (QueueWaiter<TResult>)state!; // given
                    if (self._leave(self)) self._result.TrySetCanceled(self._cancellationToken);
                },
                this);
        }

        if (_timer is null && !_cancellationToken.CanBeCanceled) return;
        _ = _result.Task.ContinueWith(
            static (_, state) => ((QueueWaiter<TResult>)state!).Dispose(), // given
            this,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Dispose();
    }
}
