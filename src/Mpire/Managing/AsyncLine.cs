using System.Net.Sockets;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>The connection of calls that nobody waits for on a thread. Another thread hears the answers.</summary>
internal sealed class AsyncLine : IDisposable
{
    private readonly Line _line;
    private readonly ManagerAddress _owner;
    private readonly object _gate = new();
    private readonly Lock _order = new();
    private readonly Dictionary<long, PendingCall> _pending = [];
    private long _last;
    private long _started;
    private Func<Exception>? _end;

    /// <summary>Takes the socket over.</summary>
    public AsyncLine(Socket socket, ManagerAddress owner)
    {
        (_line, _owner) = (new Line(socket), owner);
        new Thread(Listen) { IsBackground = true, Name = "Mpire manager's answers" }.Start();
    }

    /// <summary>Whether no further call can be made.</summary>
    public bool IsGone => Volatile.Read(ref _end) is not null;

    public Task<TResult> CallAsync<TResult>(PayloadWriter request, CancellationToken cancellationToken)
    {
        var pending = new PendingCall<TResult>(cancellationToken);
        // Numbered and sent in one order.
        lock (_order)
        {
            lock (_gate)
            {
                if (_end is { } end) return Task.FromException<TResult>(end());
                pending.Number = ++_last;
                _pending.Add(pending.Number, pending);
            }

            _ = _line.Send(MessageKind.Call, pending.Number, request, Line.TellsStart);
        }

        pending.CancelBy(_line);
        return pending.Task;
    }

    /// <summary>Waits until the owner has begun with everything that was called so far.</summary>
    public void AwaitStarts()
    {
        if (Volatile.Read(ref _started) == Volatile.Read(ref _last)) return;
        lock (_gate)
        {
            var last = _last;
            while (_started < last && _end is null) Monitor.Wait(_gate);
        }
    }

    public void Dispose() => _line.Dispose();

    private void Listen()
    {
        using var reader = new PayloadReader();
        Func<Exception> end = () => new ManagerGoneException(_owner.Owner.ProcessId);
        while (_line.Receive() is { } frame)
        {
            try
            {
                reader.Reset(frame.ToSequence());
                if (frame.Header.Kind == (short)MessageKind.Disposed)
                {
                    end = ManagerErrors.Disposed;
                    break;
                }

                Hear(frame.Header, reader);
            }
            finally
            {
                reader.Reset(default);
                frame.Release();
            }
        }

        PendingCall[] left;
        lock (_gate)
        {
            _end = end;
            left = [.. _pending.Values];
            _pending.Clear();
            Monitor.PulseAll(_gate);
        }

        _line.Dispose();
        foreach (var call in left) call.Fail(end());
    }

    private void Hear(FrameHeader header, PayloadReader reader)
    {
        PendingCall? call;
        var isAnswer = (MessageKind)header.Kind is MessageKind.Result or MessageKind.Failed;
        lock (_gate)
        {
            // Calls start in their order, and what is answered has started.
            if (header.Sequence > _started)
            {
                _started = header.Sequence;
                Monitor.PulseAll(_gate);
            }

            if (!isAnswer || !_pending.Remove(header.Sequence, out call)) return;
        }

        if (header.Kind == (short)MessageKind.Failed) call.Fail(ExceptionCodec.Read(PayloadCodec.Default, reader));
        else call.Complete(reader, _line);
    }
}
