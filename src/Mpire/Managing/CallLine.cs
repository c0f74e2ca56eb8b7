using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Mpire.Serialization;

namespace Mpire.Managing;

/// <summary>A connection of one call at a time, whose thread waits for the answer itself.</summary>
internal sealed class CallLine(Socket socket, ManagerAddress owner) : IDisposable
{
    private readonly Line _line = new(socket);
    private readonly PayloadReader _reader = new();
    private long _last;

    /// <summary>Whether no further call can be made.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Calls and waits.</summary>
    public TResult Call<TResult>(PayloadWriter request, CancellationToken cancellationToken)
    {
        var call = ++_last;
        // If it cannot be sent, there may be a goodbye to be read.
        _ = _line.Send(MessageKind.Call, call, request);
        using var registration = cancellationToken.CanBeCanceled
            ? cancellationToken.UnsafeRegister(_ => _line.Send(MessageKind.Cancel, call), null)
            : default;
        while (_line.Receive() is { } frame)
        {
            try
            {
                _reader.Reset(frame.ToSequence());
                switch ((MessageKind)frame.Header.Kind)
                {
                    case MessageKind.Result when frame.Header.Sequence == call:
                        return Read<TResult>(call);
                    case MessageKind.Failed when frame.Header.Sequence == call:
                        throw Failure(cancellationToken);
                    case MessageKind.Disposed:
                        IsGone = true;
                        throw ManagerErrors.Disposed();
                }
            }
            finally
            {
                _reader.Reset(default);
                frame.Release();
            }
        }

        IsGone = true;
        throw new ManagerGoneException(owner.Owner.ProcessId);
    }

    public void Dispose() => _line.Dispose();

    private TResult Read<TResult>(long call)
    {
        try
        {
            var result = PayloadCodec.Default.Read<TResult>(_reader);
            if (result is ILent { IsLent: true }) _line.Send(MessageKind.Kept, call);
            return result;
        }
        catch
        {
            _line.Send(MessageKind.Returned, call);
            throw;
        }
    }

    private Exception Failure(CancellationToken cancellationToken)
    {
        var failure = ExceptionCodec.Read(PayloadCodec.Default, _reader);
        if (failure is OperationCanceledException && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(failure.Message, failure, cancellationToken);
        return ExceptionDispatchInfo.Capture(failure).SourceException;
    }
}
