using Mpire.Workers;

namespace Mpire;

/// <summary>
/// What a task, an init hook or an exit hook may ask of the worker it runs in. The pool hands it to functions that take it as their first
/// argument. One object per worker; use it in that worker only.
/// </summary>
public class Worker
{
    internal Worker(WorkerSession session) => Session = session;

    internal WorkerSession Session { get; }

    /// <summary>The worker's number, 0 … workers - 1. A worker that replaces another has the same number.</summary>
    public int Id => Session.WorkerId;

    /// <summary>How many workers the pool has, at most.</summary>
    public int Workers => Session.Workers;

    /// <summary>The running task's position in the input of its map, from 0; 0 for a call by <c>Apply</c>; -1 in init and exit hooks.</summary>
    public long TaskIndex => Session.TaskIndex;

    /// <summary>
    /// Cancelled when the running task's result is not wanted any more: its map was cancelled, failed elsewhere or was left early. A task that
    /// watches it can end in good order; one that does not is ended with its process after the pool's
    /// <see cref="WorkerPoolOptions.CancellationGrace"/> (with <see cref="StartMethod.Threading"/> it runs on unseen).
    /// </summary>
    public CancellationToken CancellationToken => Session.CancellationToken;
}

/// <summary>A worker with shared objects.</summary>
/// <typeparam name="TShared">What the pool's workers share; a tuple for several objects.</typeparam>
public class Worker<TShared> : Worker
{
    internal Worker(WorkerSession session, TShared shared)
        : base(session) => Shared = shared;

    /// <summary>
    /// The shared objects: handed over once per worker, never per task. With <see cref="StartMethod.Threading"/> the caller's own objects,
    /// readable and writable by all; with <see cref="StartMethod.Spawn"/> this worker's copy.
    /// </summary>
    public TShared Shared { get; }
}

/// <summary>A worker with shared objects and a state of its own.</summary>
/// <typeparam name="TShared">What the pool's workers share; <see cref="NoShared"/> if nothing.</typeparam>
/// <typeparam name="TState">What the pool's init function returns.</typeparam>
public sealed class Worker<TShared, TState> : Worker<TShared>
{
    private TState? _state;
    private bool _hasState;

    internal Worker(WorkerSession session, TShared shared)
        : base(session, shared)
    {
    }

    /// <summary>What init returned in this worker. May be changed; the change is seen by this worker's later tasks and its exit hook.</summary>
    /// <exception cref="InvalidOperationException">Read in the init function, which has yet to make it.</exception>
    public TState State
    {
        get => _hasState ? _state! : throw new InvalidOperationException("State is what init returns; it cannot be read before init has returned.");
        set
        {
            _state = value;
            _hasState = true;
        }
    }
}

/// <summary>Stands for "no shared objects" where a type must be named.</summary>
public readonly record struct NoShared;
