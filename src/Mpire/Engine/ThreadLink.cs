using System.Runtime.InteropServices;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>The engine's end of a worker thread.</summary>
internal sealed unsafe class ThreadLink : WorkerLink
{
    private readonly ThreadWorker _worker;
    private readonly BoardMemory _memory;

    public ThreadLink(PoolEngine engine, int workerId, int workers, WorkerProgram program, SharedObjects? shared, Action wake, Action<Thread> prepare)
    {
        _memory = new BoardMemory();
        _worker = new ThreadWorker(engine, new WorkerSession(workerId, workers, _memory.Board), program, shared, wake, prepare, _memory);
    }

    public override int ProcessId => Environment.ProcessId;

    public override WorkerBoard Board => _memory.Board;

    public override bool HasRoom => true;

    public override bool HasPending => false;

    public override bool IsGone => _worker.IsGone;

    public override void Define(FunctionDefinition definition, bool isInherited)
    {
    }

    // A chunk has its own at hand.
    public override void Enter(CallContext? context)
    {
    }

    public override void Forget(int function)
    {
    }

    public override void Post(Chunk chunk) => _worker.Post(chunk, new ChunkLabel(chunk.Number, chunk.First, chunk.Job.GoesOn));

    public override void PostStop() => _worker.PostStop();

    public override void Flush()
    {
    }

    protected override void Poke() => _worker.Session.CancelWanted();

    public override bool TryHandle(WorkerSlot slot, WorkerEvents events)
    {
        if (!_worker.TryReceive(out var answer)) return false;
        var number = answer.Chunk.Number;
        switch (answer.Kind)
        {
            case ThreadAnswerKind.Results:
                events.TakeResults(slot, number, answer.From, answer.To - answer.From, answer.Last, answer.Ticks, answer.Block!);
                break;
            case ThreadAnswerKind.TaskFailed: events.FailTask(slot, number, answer.Chunk.First + answer.From, answer.Error!, goesOn: !answer.Last); break;
            case ThreadAnswerKind.ChunkStopped: events.CloseChunk(slot, number); break;
            case ThreadAnswerKind.SetupFailed: events.FailAllCalls(slot, init: false, answer.Error!); break;
            case ThreadAnswerKind.InitFailed: events.FailAllCalls(slot, init: true, answer.Error!); break;
            case ThreadAnswerKind.Exited: events.NoteGoodbye(slot, answer.HasResult, answer.Result); break;
            case ThreadAnswerKind.ExitFailed: events.NoteExitFailure(slot, answer.Error!); break;
            default: throw new InvalidOperationException($"Unknown answer {answer.Kind}.");
        }

        return true;
    }

    public override void Kill() => _worker.Abandon();

    // One that was abandoned is gone for the pool, whatever its task still does.
    public override bool HasEnded(out WorkerExit exit)
    {
        exit = default;
        return true;
    }

    public override void Dispose() => _worker.Dispose();

    /// <summary>A board in this process. The worker's thread keeps it alive too: an abandoned task may still write to it.</summary>
    private sealed class BoardMemory : SafeHandle
    {
        public BoardMemory()
            : base(0, ownsHandle: true)
        {
            var memory = NativeMemory.AlignedAlloc(WorkerBoard.Size, 128);
            NativeMemory.Clear(memory, WorkerBoard.Size);
            SetHandle((nint)memory);
        }

        public override bool IsInvalid => handle == 0;

        // Whoever has the board keeps the memory: a task may keep its worker for ever.
        public WorkerBoard Board => new((byte*)handle, this);

        protected override bool ReleaseHandle()
        {
            NativeMemory.AlignedFree((void*)handle);
            return true;
        }
    }
}
