using Mpire.Protocol;
using Mpire.Serialization;
using Mpire.Sharing;
using Mpire.Transport;

namespace Mpire.Workers;

/// <summary>The life of a worker process: hear, run, answer. See <see cref="MessageKind"/> for the conversation.</summary>
/// <param name="channel">The worker's end of the road to the calling process.</param>
/// <param name="onCallerGone">Ends this process and what it started, without ado; called from another thread while a task may run.</param>
internal sealed class WorkerLoop(FrameChannel channel, Action onCallerGone)
{
    private static readonly TimeSpan LongestDeparture = TimeSpan.FromSeconds(5);

    private readonly ChannelPort _port = new(channel);
    private readonly PayloadReader _reader = new();
    private readonly Dictionary<long, TaskFunction> _functions = [];
    private readonly WorkerContext _context = new(hasProcess: true);
    private readonly ChangeWatch _changes = new();
    private CallContext? _call;
    private SerializationException? _callFailure;
    private WorkerSession? _session;
    private WorkerProgram? _program;
    private InheritedSetup? _inherited;
    private volatile bool _hasEnded;
    private volatile bool _isListening;

    /// <summary>Whether the thread that hears the caller while a task runs is there.</summary>
    public bool IsListening => _isListening;

    /// <summary>Works until told to stop, or until the caller is gone.</summary>
    public void Run()
    {
        try
        {
            while (channel.Receive(out var frame))
            {
                if (!Handle(frame)) return;
                channel.Release();
            }
        }
        catch (PeerGoneException)
        {
            // Nobody is left to answer to.
        }
        finally
        {
            _hasEnded = true;

            // A process that rehearses a worker's life lives on, and forks: no thread may be left.
            _session?.End();
        }
    }

    private bool Handle(in IncomingFrame frame)
    {
        Rewind(frame);
        switch ((MessageKind)frame.Header.Kind)
        {
            case MessageKind.Setup: return Setup((int)frame.Header.Sequence, frame.Header.Aux, isInherited: (frame.Header.Flags & 1) != 0);
            case MessageKind.Define: Define(frame); return true;
            case MessageKind.Context: ReadContext(frame.Length); return true;
            case MessageKind.Run: return RunChunk(new ChunkLabel(frame.Header.Aux, frame.Header.Sequence, GoesOn: (frame.Header.Flags & 1) != 0));
            case MessageKind.Forget: Forget(frame.Header.Sequence); return true;
            case MessageKind.Stop: Stop(); return false;
            default: throw new InvalidDataException($"The caller sent a message of unknown kind {frame.Header.Kind}.");
        }
    }

    private bool Setup(int workerId, int workers, bool isInherited)
    {
        try
        {
            _session = new WorkerSession(workerId, workers, channel.Board)
            {
                Memory = channel.Board.MemoryLimit is > 0 and var limit ? new MemoryWatch(limit, isCopy: isInherited) : null,
            };
            if (isInherited)
            {
                var setup = _inherited = InheritedSetup.Current!;
                _program = setup.Program;
                _port.Codec = setup.Codec;
                _session.Worker = setup.CreateWorker(_session);
            }
            else
            {
                _program = PayloadCodec.Default.ReadGraph<WorkerProgram>(_reader);
                if (_program.Serializer is { } serializer) _port.Codec = new PayloadCodec(serializer);
                _session.Worker = _program.CreateWorker(_session, _program.ReadShared(_port.Codec, _reader));
            }
        }
        catch (Exception error) when (error is not PeerGoneException)
        {
            // A factory of shared objects is user code: its failure is told, not died of.
            _port.Unusable(init: false, error);
            return false;
        }

        _isListening = true;
        new Thread(Listen, 256 * 1024) { IsBackground = true, Name = "Mpire listener" }.UnsafeStart();
        return true;
    }

    private void Define(in IncomingFrame frame)
    {
        var number = frame.Header.Sequence;
        if (frame.Header.Aux == 1)
        {
            _functions[number] = _inherited!.Functions[number];
            return;
        }

        var lookFor = (LookFor)frame.Header.Flags;
        byte[]? arrived = null;
        if (lookFor != LookFor.Nothing)
        {
            arrived = new byte[frame.Length];
            _reader.ReadBytesInto(ref arrived[0], arrived.Length);
            Rewind(frame);
        }

        var function = _functions[number] = ReadFunction();
        if (arrived is not null && function is not BrokenFunction) _changes.Add(number, function, arrived, isUrgent: lookFor == LookFor.ChangesAtOnce);
    }

    private void Forget(long function)
    {
        _functions.Remove(function);
        _changes.Forget(function);
    }

    // Apart, because the lambda's closure would be made for every chunk.
    private void LookBeforeLast(long function) => _port.BeforeLast = () => LookForChange(function);

    private void LookForChange(long function)
    {
        _port.BeforeLast = null;
        if (_changes.Look(function) is { } variable) _port.Changed(function, variable);
    }

    private TaskFunction ReadFunction()
    {
        try
        {
            return PayloadCodec.Default.ReadGraph<TaskFunction>(_reader);
        }
        catch (SerializationException error)
        {
            return new BrokenFunction(error);
        }
    }

    private void ReadContext(long length)
    {
        (_call, _callFailure) = (null, null);
        if (length == 0) return;
        try
        {
            _call = PayloadCodec.Default.ReadGraph<CallContext>(_reader);
        }
        catch (SerializationException error)
        {
            // A culture that is not known here, where the workers' environment has been told to have none. Tasks that are given another are not run.
            _callFailure = error;
        }
    }

    private bool RunChunk(in ChunkLabel chunk)
    {
        var session = _session!;
        if (session.Memory is { Excess: > 0 } || !session.Board.TryClaim(chunk.Number)) return true;
        if (!session.HasWorked)
        {
            session.HasWorked = true;
            try
            {
                session.InPhase(WorkerPhase.Init);
                _context.Init(_call, _program!, session.Worker!);
                session.InPhase(WorkerPhase.Work);
            }
            catch (Exception error) when (error is not PeerGoneException)
            {
                _port.Unusable(init: true, error);
                return false;
            }
        }

        var prefix = _reader.ReadUnmanaged<RunPrefix>();
        if (_callFailure is { } failure)
        {
            _port.AllFailed(chunk, prefix.Count, failure);
            return true;
        }

        _context.Enter(_call);
        if (!_changes.IsEmpty && _changes.IsUrgent(prefix.Function)) LookBeforeLast(prefix.Function);
        session.BeginChunk(chunk.Number);
        _functions[prefix.Function].RunEncoded(session, _port, _port.Codec, _reader, prefix.Count, chunk);
        session.EndChunk();
        if (!_changes.IsEmpty) LookForChange(prefix.Function);
        if (session.Memory is { } memory && memory.IsOver()) _port.Overgrown(memory.Excess);
        return true;
    }

    private void Stop()
    {
        try
        {
            var runs = _session is { HasWorked: true } && _program!.HasExit;
            _session?.InPhase(WorkerPhase.Exit);
            if (runs) _context.Exit();
            var result = runs ? _program!.Exit(_session!.Worker!) : default(NoResult);
            _port.Exited(result is not NoResult, result);
        }
        catch (Exception error) when (error is not PeerGoneException)
        {
            _port.ExitFailed(error);
        }

        // Results that are shared memory of this process must have arrived before it ends.
        LateClosings.AwaitAll(LongestDeparture);
    }

    // On a thread of its own, because the caller must be heard while a task runs: cancellation, and the caller's end.
    private void Listen()
    {
        while (channel.WaitForAttention()) _session!.CancelWanted();

        // A worker that closes its own end has exit handlers to run yet. Should the caller go now, the system ends it.
        if (!_hasEnded) onCallerGone();
        _isListening = false;
    }

    private unsafe void Rewind(in IncomingFrame frame)
    {
        if (frame.Data is not null) _reader.Reset(frame.Data, frame.Length);
        else _reader.Reset(frame.Assembled);
    }

    /// <summary>Stands in for a function that could not be rebuilt here: each of its tasks fails with the reason.</summary>
    private sealed class BrokenFunction(SerializationException error) : TaskFunction
    {
        public override Delegate Task => throw new NotSupportedException("The function could not be rebuilt.", error);

        public override void RunEncoded(WorkerSession session, ResultPort port, PayloadCodec codec, PayloadReader items, int count, in ChunkLabel chunk) =>
            port.AllFailed(chunk, count, error);
    }
}
