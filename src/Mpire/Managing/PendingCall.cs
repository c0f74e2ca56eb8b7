using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>A call whose answer comes later.</summary>
internal abstract class PendingCall
{
    /// <summary>Its number on its connection.</summary>
    public long Number { get; set; }

    /// <summary>Reads the result.</summary>
    public abstract void Complete(PayloadReader reader, Line line);

    /// <summary>Ends it with an exception.</summary>
    public abstract void Fail(Exception failure);
}

/// <inheritdoc/>
internal sealed class PendingCall<TResult>(CancellationToken cancellationToken) : PendingCall
{
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => _result.Task;

    /// <summary>Tells the owner when the token is cancelled. The answer, which may be the result none the less, is waited for.</summary>
    public void CancelBy(Line line)
    {
        if (!cancellationToken.CanBeCanceled) return;
        var registration = cancellationToken.UnsafeRegister(_ => line.Send(MessageKind.Cancel, Number), null);
        _ = _result.Task.ContinueWith(
            (_, state) => ((CancellationTokenRegistration)state!).Dispose(), // given
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public override void Complete(PayloadReader reader, Line line)
    {
        try
        {
            var result = PayloadCodec.Default.Read<TResult>(reader);
            if (result is ILent { IsLent: true }) line.Send(MessageKind.Kept, Number);
            _result.TrySetResult(result);
        }
        catch (Exception failure)
        {
            // What cannot be read is the caller's to know.
            line.Send(MessageKind.Returned, Number);
            _result.TrySetException(failure);
        }
    }

    public override void Fail(Exception failure)
    {
        if (failure is OperationCanceledException && cancellationToken.IsCancellationRequested) _result.TrySetCanceled(cancellationToken);
        else _result.TrySetException(failure);
    }
}
