using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>
/// What makes a worker of this pool a worker of this pool: its shared objects, its hooks, its serializer. Sent once to every worker process.
/// The shared value itself goes beside it (see <see cref="SharedObjects"/>), since another serializer may write it.
/// </summary>
internal abstract class WorkerProgram
{
    /// <summary>How arguments, results and shared values are written; travels with the program.</summary>
    public IPayloadSerializer? Serializer { get; init; }

    public abstract bool HasInit { get; }

    public abstract bool HasExit { get; }

    /// <summary>Reads the shared objects that were written for this program.</summary>
    public abstract SharedObjects? ReadShared(PayloadCodec codec, PayloadReader reader);

    /// <summary>Makes the object that user functions get. Runs a factory of shared objects.</summary>
    public abstract Worker CreateWorker(WorkerSession session, SharedObjects? shared);

    /// <summary>Runs just before the worker's first task.</summary>
    public abstract void Init(Worker worker);

    /// <summary>Runs when a worker that has worked ends in good order.</summary>
    /// <returns>The exit result; <see cref="NoResult"/> if the hook is one without.</returns>
    public abstract object? Exit(Worker worker);
}

/// <summary>Program of a pool without shared objects and state.</summary>
internal sealed class PlainProgram(Action<Worker>? init, Func<Worker, object?>? exit) : WorkerProgram
{
    private readonly Action<Worker>? _init = init;
    private readonly Func<Worker, object?>? _exit = exit;

    public override bool HasInit => _init is not null;

    public override bool HasExit => _exit is not null;

    public override SharedObjects? ReadShared(PayloadCodec codec, PayloadReader reader) => null;

    public override Worker CreateWorker(WorkerSession session, SharedObjects? shared) => new(session);

    public override void Init(Worker worker) => _init?.Invoke(worker);

    public override object? Exit(Worker worker) => _exit?.Invoke(worker);
}

/// <summary>Program of a pool with shared objects.</summary>
internal sealed class SharedProgram<TShared>(Action<Worker<TShared>>? init, Func<Worker<TShared>, object?>? exit) : WorkerProgram
{
    private readonly Action<Worker<TShared>>? _init = init;
    private readonly Func<Worker<TShared>, object?>? _exit = exit;

    public override bool HasInit => _init is not null;

    public override bool HasExit => _exit is not null;

    public override SharedObjects? ReadShared(PayloadCodec codec, PayloadReader reader) => SharedObjects<TShared>.Read(codec, reader);

    public override Worker CreateWorker(WorkerSession session, SharedObjects? shared) =>
        new Worker<TShared>(session, ((SharedObjects<TShared>)shared!).Get());

    public override void Init(Worker worker) => _init?.Invoke((Worker<TShared>)worker);

    public override object? Exit(Worker worker) => _exit?.Invoke((Worker<TShared>)worker);
}

/// <summary>Program of a pool with shared objects and worker state.</summary>
internal sealed class StateProgram<TShared, TState>(Func<Worker<TShared>, TState> init, Func<Worker<TShared, TState>, object?>? exit) : WorkerProgram
{
    private readonly Func<Worker<TShared>, TState> _init = init;
    private readonly Func<Worker<TShared, TState>, object?>? _exit = exit;

    public override bool HasInit => true;

    public override bool HasExit => _exit is not null;

    public override SharedObjects? ReadShared(PayloadCodec codec, PayloadReader reader) => SharedObjects<TShared>.Read(codec, reader);

    public override Worker CreateWorker(WorkerSession session, SharedObjects? shared) =>
        new Worker<TShared, TState>(session, shared is null ? default! : ((SharedObjects<TShared>)shared).Get());

    public override void Init(Worker worker)
    {
        var typed = (Worker<TShared, TState>)worker;
        typed.State = _init(typed);
    }

    public override object? Exit(Worker worker) => _exit?.Invoke((Worker<TShared, TState>)worker);
}
