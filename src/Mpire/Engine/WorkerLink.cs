using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>One running worker as the engine talks to it, process or thread. Sending happens under the engine's gate, receiving on the
/// driver's thread.</summary>
internal abstract class WorkerLink : IDisposable
{
    /// <summary>The worker's process; the calling one for a thread.</summary>
    public abstract int ProcessId { get; }

    public abstract WorkerBoard Board { get; }

    /// <summary>Whether more can be sent without piling up memory.</summary>
    public abstract bool HasRoom { get; }

    /// <summary>Whether something posted waits for room on the road: <see cref="Flush"/> sends it on.</summary>
    public abstract bool HasPending { get; }

    /// <summary>Whether it has ended and everything it had said was handled.</summary>
    public abstract bool IsGone { get; }

    /// <summary>What it said that makes no sense, if that is why it counts as gone.</summary>
    public virtual string? Violation => null;

    /// <summary>Makes a function known.</summary>
    /// <param name="definition">The function.</param>
    /// <param name="isInherited">Whether the worker was born with it.</param>
    /// <exception cref="SerializationException">It cannot travel, which was not looked at before.</exception>
    public abstract void Define(FunctionDefinition definition, bool isInherited);

    /// <summary>Tells in which context the chunks that follow are to run.</summary>
    public abstract void Enter(CallContext? context);

    public abstract void Forget(int function);

    public abstract void Post(Chunk chunk);

    public abstract void PostStop();

    /// <summary>Sends what was posted.</summary>
    public abstract void Flush();

    /// <summary>Tells the worker that the chunk it runs is not wanted any more.</summary>
    public void Cancel(int chunkNumber)
    {
        var board = Board;
        board.CancelledChunk = chunkNumber;
        Poke();
    }

    protected abstract void Poke();

    /// <summary>Handles one answer, if there is one.</summary>
    public abstract bool TryHandle(WorkerSlot slot, WorkerEvents events);

    /// <summary>Ends it now. A thread is left to itself.</summary>
    public abstract void Kill();

    /// <summary>Hears no more of it, since its road has ended, and lets the wait set tell when the worker itself has. Driver's thread.</summary>
    /// <returns>False if the wait set cannot tell.</returns>
    public virtual bool AwaitEnd() => false;

    /// <summary>Whether it has ended, and how. Does not wait.</summary>
    public abstract bool HasEnded(out WorkerExit exit);

    /// <summary>The most memory that it had in use, bytes; known once it has ended, where the system tells.</summary>
    public virtual long? PeakMemory => null;

    /// <summary>The last that it wrote on standard error; <see langword="null"/> if nothing, or where nobody reads it.</summary>
    public virtual string? LastErrors => null;

    /// <summary>Why it could not come to life, if that was refused; known once it counts as ended.</summary>
    public virtual Exception? Refusal => null;

    public abstract void Dispose();
}
