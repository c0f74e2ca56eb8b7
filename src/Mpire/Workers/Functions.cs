namespace Mpire.Workers;

// The shapes that a user's function may have, each a few lines; kept together because they differ in nothing but the call.
// A field named after the public parameter, so that a refusal's path reads as the user wrote it.

/// <summary>item → result.</summary>
internal sealed class PlainFunction<TWorker, T, TResult>(Func<T, TResult> task) : TaskFunction<TWorker, T, TResult>
    where TWorker : Worker
{
    private readonly Func<T, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, T item) => _task(item);
}

/// <summary>(worker, item) → result.</summary>
internal sealed class WorkerFunction<TWorker, T, TResult>(Func<TWorker, T, TResult> task) : TaskFunction<TWorker, T, TResult>
    where TWorker : Worker
{
    private readonly Func<TWorker, T, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, T item) => _task(worker, item);
}

/// <summary>(a, b) → result, over pairs.</summary>
internal sealed class StarFunction<TWorker, T1, T2, TResult>(Func<T1, T2, TResult> task) : TaskFunction<TWorker, (T1, T2), TResult>
    where TWorker : Worker
{
    private readonly Func<T1, T2, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, (T1, T2) item) => _task(item.Item1, item.Item2);
}

/// <summary>(worker, a, b) → result, over pairs.</summary>
internal sealed class StarWorkerFunction<TWorker, T1, T2, TResult>(Func<TWorker, T1, T2, TResult> task) : TaskFunction<TWorker, (T1, T2), TResult>
    where TWorker : Worker
{
    private readonly Func<TWorker, T1, T2, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, (T1, T2) item) => _task(worker, item.Item1, item.Item2);
}

/// <summary>(a, b, c) → result, over triples.</summary>
internal sealed class StarFunction<TWorker, T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> task) : TaskFunction<TWorker, (T1, T2, T3), TResult>
    where TWorker : Worker
{
    private readonly Func<T1, T2, T3, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, (T1, T2, T3) item) => _task(item.Item1, item.Item2, item.Item3);
}

/// <summary>(worker, a, b, c) → result, over triples.</summary>
internal sealed class StarWorkerFunction<TWorker, T1, T2, T3, TResult>(Func<TWorker, T1, T2, T3, TResult> task) : TaskFunction<TWorker, (T1, T2, T3), TResult>
    where TWorker : Worker
{
    private readonly Func<TWorker, T1, T2, T3, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, (T1, T2, T3) item) => _task(worker, item.Item1, item.Item2, item.Item3);
}

/// <summary>() → result.</summary>
internal sealed class CallFunction<TWorker, TResult>(Func<TResult> task) : TaskFunction<TWorker, NoArgument, TResult>
    where TWorker : Worker
{
    private readonly Func<TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, NoArgument item) => _task();
}

/// <summary>worker → result.</summary>
internal sealed class CallWorkerFunction<TWorker, TResult>(Func<TWorker, TResult> task) : TaskFunction<TWorker, NoArgument, TResult>
    where TWorker : Worker
{
    private readonly Func<TWorker, TResult> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TResult Invoke(TWorker worker, NoArgument item) => _task(worker);
}
