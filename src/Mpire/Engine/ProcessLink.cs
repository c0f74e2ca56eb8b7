using System.Buffers;
using System.Runtime.CompilerServices;
using Mpire.Protocol;
using Mpire.Serialization;
using Mpire.Starting;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>The engine's end of a worker process.</summary>
internal sealed class ProcessLink : WorkerLink
{
    private const long MostPending = 4L << 20;

    private readonly IWorkerHandle _handle;
    private readonly FrameChannel _channel;
    private readonly WaitSet _waits;
    private readonly PayloadCodec _codec;
    private readonly LostChanges _lost;
    private readonly PayloadReader _reader = new();
    private bool _attached;
    private int _watched = -1;

    /// <param name="handle">The worker.</param>
    /// <param name="waits">What the driver waits on.</param>
    /// <param name="codec">How results are read.</param>
    /// <param name="lost">What becomes of what functions change of what they captured.</param>
    public ProcessLink(IWorkerHandle handle, WaitSet waits, PayloadCodec codec, LostChanges lost)
    {
        (_handle, _channel, _waits, _codec, _lost) = (handle, handle.Channel, waits, codec, lost);
    }

    public override int ProcessId => _handle.ProcessId;

    public override WorkerBoard Board => _channel.Board;

    public override bool HasRoom => _channel.PendingBytes < MostPending;

    public override bool HasPending => _channel.PendingBytes > 0;

    public override bool IsGone => _channel.IsPeerGone;

    /// <summary>Joins the driver's wait set. Driver's thread.</summary>
    public void Attach()
    {
        _waits.Add(_channel);
        _attached = true;
    }

    /// <summary>First message: who the worker is.</summary>
    public void PostSetup(int workerId, int workers, ReadOnlySequence<byte> setup, bool isInherited)
    {
        _channel.Post(new FrameHeader((short)MessageKind.Setup, (short)(isInherited ? 1 : 0), workers, workerId), setup, owner: null);
        _channel.Flush();
    }

    public override string? Violation => _channel.Violation;

    public override void Define(FunctionDefinition definition, bool isInherited)
    {
        if (isInherited)
        {
            Post(new FrameHeader((short)MessageKind.Define, (short)LookFor.Nothing, 1, definition.Id), []);
            return;
        }

        definition.Write(_lost);
        var lookFor = !definition.IsCompared ? LookFor.Nothing : _lost == LostChanges.Refuse ? LookFor.ChangesAtOnce : LookFor.ChangesAfterwards;
        Post(new FrameHeader((short)MessageKind.Define, (short)lookFor, 0, definition.Id), definition.Bytes);
    }

    public override void Enter(CallContext? context) => Post(new FrameHeader((short)MessageKind.Context, 0, 0, 0), context?.Written ?? []);

    public override void Forget(int function) => _channel.Post(new FrameHeader((short)MessageKind.Forget, 0, 0, function), default);

    public override void Post(Chunk chunk) => chunk.PostTo(_channel);

    public override void PostStop() => _channel.Post(new FrameHeader((short)MessageKind.Stop, 0, 0, 0), default);

    public override void Flush() => _channel.Flush();

    protected override void Poke() => _channel.Poke();

    public override bool TryHandle(WorkerSlot slot, WorkerEvents events)
    {
        if (!_channel.TryReceive(out var frame)) return false;
        try
        {
            Handle(slot, events, frame);
        }
        finally
        {
            _channel.Release();
        }

        return true;
    }

    public override void Kill() => _handle.Kill();

    public override bool AwaitEnd()
    {
        Leave();
        if (_handle.EndDescriptor is >= 0 and var descriptor && _waits.Watch(descriptor)) _watched = descriptor;
        return _watched >= 0;
    }

    public override bool HasEnded(out WorkerExit exit) => _handle.WaitForExit(TimeSpan.Zero, out exit);

    public override long? PeakMemory => _handle.PeakMemory;

    public override string? LastErrors => _handle.LastErrors;

    public override Exception? Refusal => _handle.Refusal;

    public override void Dispose()
    {
        Leave();
        if (_watched >= 0) _waits.Unwatch(_watched);
        _handle.Dispose();
    }

    private void Post(in FrameHeader header, byte[] bytes)
    {
        if (bytes.Length <= 4096) _channel.Post(header, bytes);
        else _channel.Post(header, new ReadOnlySequence<byte>(bytes), owner: null);
    }

    private void Leave()
    {
        if (_attached) _waits.Remove(_channel);
        _attached = false;
    }

    // A worker is the user's code and may have scribbled over its own memory: what it says is checked before it is believed.
    private unsafe void Handle(WorkerSlot slot, WorkerEvents events, in IncomingFrame frame)
    {
        if (frame.Data is not null) _reader.Reset(frame.Data, frame.Length);
        else _reader.Reset(frame.Assembled);
        var header = frame.Header;
        switch ((MessageKind)header.Kind)
        {
            case MessageKind.Results when frame.Length >= Unsafe.SizeOf<ResultsPrefix>():
                var prefix = _reader.ReadUnmanaged<ResultsPrefix>();
                events.TakeResults(slot, header.Aux, prefix.From, prefix.Count, (header.Flags & 1) != 0, prefix.Ticks, _codec, _reader);
                break;
            case MessageKind.TaskFailed: events.FailTask(slot, header.Aux, header.Sequence, ExceptionCodec.Read(_codec, _reader), goesOn: (header.Flags & 1) != 0); break;
            case MessageKind.ChunkStopped: events.CloseChunk(slot, header.Aux); break;
            case MessageKind.Unusable: events.FailAllCalls(slot, header.Aux == 1, ExceptionCodec.Read(_codec, _reader)); break;
            case MessageKind.Exited:
                var hasResult = _reader.ReadByte() != 0;
                events.NoteGoodbye(slot, hasResult, hasResult ? _codec.ReadGraph<object?>(_reader) : null);
                break;
            case MessageKind.Changed: events.Changed((int)header.Sequence, _reader.ReadString() ?? ""); break;
            case MessageKind.Overgrown: events.Replace(slot, header.Sequence); break;
            case MessageKind.ExitFailed: events.NoteExitFailure(slot, ExceptionCodec.Read(_codec, _reader)); break;
            default: events.KillViolator(slot, $"sent a message of kind {header.Kind} and {frame.Length} bytes, which makes no sense here"); break;
        }
    }
}
