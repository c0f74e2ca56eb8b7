namespace Mpire.Protocol;

/// <summary>
/// The kinds of frame between the calling process and a worker. Both ends are the same assembly, so numbers may change from version to version.
/// </summary>
/// <remarks>
/// <code>
/// caller                                   worker
///   Setup ------------------------------------&gt;      once, first
///   Define(d) --------------------------------&gt;      a function, before the first chunk that needs it
///   Context ----------------------------------&gt;      where the calls' chunks that follow have another
///   Run(chunk n, function d, items) ----------&gt;      n = 1, 2, 3, … per worker
///       &lt;---- Results(n, from, count) …              in order of tasks, in one or several parts
///       &lt;---- Changed(d)                              if it has, after its first chunk
///       &lt;---- TaskFailed(n, task) | ChunkStopped(n)  instead of the rest of the results
///   Forget(d) --------------------------------&gt;      the function is not needed any more
///   Stop -------------------------------------&gt;      after everything sent before it
///       &lt;---- Exited | ExitFailed                    then the worker ends
/// </code>
/// A chunk that was taken back (see <see cref="Transport.WorkerBoard"/>) is answered by nothing.
/// </remarks>
internal enum MessageKind : short
{
    /// <summary>Caller: who the worker is. Sequence: its id; Aux: how many workers there are; payload: the worker program and the shared objects.
    /// Flags 1: no payload, the worker was born with them.</summary>
    Setup = 1,

    /// <summary>Caller: a task function. Sequence: its number. Flags: <see cref="LookFor"/>. Aux 1: the worker was born with it, and no bytes follow.</summary>
    Define = 2,

    /// <summary>Caller: a chunk. Aux: the worker's chunk number; Sequence: index of its first task; payload: <see cref="RunPrefix"/> and items.
    /// Flags 1: the tasks behind one that fails are run all the same.</summary>
    Run = 3,

    /// <summary>Caller: forget a function. Sequence: its number.</summary>
    Forget = 4,

    /// <summary>Caller: run the exit hook and end.</summary>
    Stop = 5,

    /// <summary>Caller: the context of the calls whose chunks follow (cultures, trace). Without payload: nothing special.</summary>
    Context = 6,

    /// <summary>Worker: results. Aux: chunk number; Flags 1: the last of the chunk; payload: <see cref="ResultsPrefix"/> and results.</summary>
    Results = 10,

    /// <summary>Worker: a task failed. Aux: chunk number; Sequence: task index; payload: the exception. Flags 1: the chunk goes on; otherwise it is over.</summary>
    TaskFailed = 11,

    /// <summary>Worker: the chunk ended early because it was cancelled. Aux: chunk number.</summary>
    ChunkStopped = 12,

    /// <summary>Worker: it cannot work at all (setup or init failed). Payload: the exception. Aux: 1 if init, 0 if setup.</summary>
    Unusable = 13,

    /// <summary>Worker: exit hook has run; the worker ends. Payload: whether it made a result, and the result.</summary>
    Exited = 14,

    /// <summary>Worker: the exit hook failed; the worker ends. Payload: the exception.</summary>
    ExitFailed = 15,

    /// <summary>Worker: in its first chunk a function has changed what it captured. Sequence: its number; payload: the name of the variable.</summary>
    Changed = 16,

    /// <summary>Worker: it has grown beyond its limit of memory, and begins no chunk any more. Sequence: bytes in use.</summary>
    Overgrown = 17,
}
