using System.Net.Sockets;
using Mpire.Serialization;
using Mpire.Transport;

namespace Mpire.Managing;

/// <summary>
/// The owner's end of one connection, with a thread that reads calls and starts them in their order. A call that must wait does not hold the thread, so
/// that it goes on hearing: further calls, a cancellation, the end of the other process.
/// </summary>
internal sealed class ServedConnection
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(100);

    private const int MostAtOnce = 64 * 1024;

    private readonly ManagerServer _server;
    private readonly Socket _socket;
    private readonly Line _line;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ServedCall> _running = [];
    private readonly List<(long Call, ILoan Loan)> _loans = [];
    private bool _isEnded;

    /// <summary>Takes the socket over.</summary>
    public ServedConnection(ManagerServer server, Socket socket)
    {
        (_server, _socket, _line) = (server, socket, new Line(socket));
        _thread = new Thread(Serve) { IsBackground = true, Name = "Mpire manager" };
    }

    public void Start() => _thread.Start();

    /// <summary>Remembers what was handed out; takes it back at once if nobody is there any more.</summary>
    public void Lend(long call, ILoan loan)
    {
        lock (_gate)
        {
            if (!_isEnded)
            {
                _loans.Add((call, loan));
                return;
            }
        }

        loan.Return();
    }

    /// <summary>Says goodbye and ends.</summary>
    public void Dispose()
    {
        _line.TrySend(MessageKind.Disposed, Farewell);
        _line.Dispose();
    }

    /// <summary>Waits for the thread, unless it runs the user's code for longer.</summary>
    public void Join(TimeSpan longest)
    {
        if (_thread != Thread.CurrentThread) _thread.Join(longest);
    }

    private void Serve()
    {
        try
        {
            if (!_server.Knows(_socket)) return;
            using var reader = new PayloadReader();
            while (_line.Receive() is { } frame)
            {
                try
                {
                    reader.Reset(frame.ToSequence());
                    Handle(frame.Header, reader);
                }
                finally
                {
                    reader.Reset(default);
                    frame.Release();
                }
            }
        }
        finally
        {
            End();
        }
    }

    private void Handle(FrameHeader header, PayloadReader reader)
    {
        switch ((MessageKind)header.Kind)
        {
            case MessageKind.Call:
                Run(header, reader);
                break;
            case MessageKind.Cancel:
                ServedCall? call;
                lock (_gate) _running.TryGetValue(header.Sequence, out call);
                call?.Cancel();
                break;
            case MessageKind.Kept:
                Settle(header.Sequence)?.Keep();
                break;
            case MessageKind.Returned:
                Settle(header.Sequence)?.Return();
                break;
        }
    }

    private void Run(in FrameHeader header, PayloadReader reader)
    {
        var number = header.Sequence;
        using var answer = PayloadWriter.Rent();
        ServedCall? call = null;
        try
        {
            var host = _server.Find(reader.ReadVarUInt());
            var at = reader.ReadVarUInt();
            if (at >= (ulong)host.Operations.Count) PayloadReader.ThrowDamaged("an operation is unknown");
            var operation = host.Operations[(int)at];
            call = new ServedCall(this, number);
            if (operation.IsAwaited)
            {
                lock (_gate) _running[number] = call;
            }

            var unfinished = operation.Start(host, reader, answer, call);
            if (unfinished is null)
            {
                Answer(call, MessageKind.Result, answer);
                return;
            }

            if (header.Flags == Line.TellsStart) _line.Send(MessageKind.Started, number);
            _ = FinishAsync(unfinished, call);
        }
        catch (Exception failure)
        {
            // Whatever it is, it is the answer.
            Fail(call ?? new ServedCall(this, number), answer, failure);
        }
    }

    private async Task FinishAsync(Unfinished unfinished, ServedCall call)
    {
        await unfinished.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var answer = PayloadWriter.Rent();
        try
        {
            unfinished.Write(answer);
            // Sending it may take long if the other process does not read; who has ended the wait has its own work to do.
            if (answer.Length > MostAtOnce) await Task.Yield();
            Answer(call, MessageKind.Result, answer);
        }
        catch (Exception failure)
        {
            // Whatever it is, it is the answer.
            Fail(call, answer, failure);
        }
    }

    private void Fail(ServedCall call, PayloadWriter answer, Exception failure)
    {
        answer.Reset();
        ExceptionCodec.Write(PayloadCodec.Default, answer, failure);
        Answer(call, MessageKind.Failed, answer);
    }

    private void Answer(ServedCall call, MessageKind kind, PayloadWriter answer)
    {
        lock (_gate) _running.Remove(call.Number);
        _line.Send(kind, call.Number, answer);
    }

    private ILoan? Settle(long call)
    {
        lock (_gate)
        {
            var at = _loans.FindIndex(one => one.Call == call);
            if (at < 0) return null;
            var loan = _loans[at].Loan;
            _loans.RemoveAt(at);
            return loan;
        }
    }

    private void End()
    {
        ServedCall[] running;
        lock (_gate)
        {
            _isEnded = true;
            running = [.. _running.Values];
        }

        _line.Dispose();
        _server.Forget(this);
        foreach (var call in running) call.Cancel();
        foreach (var (_, loan) in _loans) loan.Return();
    }
}
