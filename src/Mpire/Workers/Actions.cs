namespace Mpire.Workers;

// The shapes without a result.

/// <summary>item → nothing.</summary>
internal sealed class PlainAction<TWorker, T>(Action<T> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly Action<T> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        _task(item);
        return default;
    }
}

/// <summary>(worker, item) → nothing.</summary>
internal sealed class WorkerAction<TWorker, T>(Action<TWorker, T> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly Action<TWorker, T> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        _task(worker, item);
        return default;
    }
}

/// <summary>(a, b) → nothing, over pairs.</summary>
internal sealed class StarAction<TWorker, T1, T2>(Action<T1, T2> task) : TaskFunction<TWorker, (T1, T2), NoResult>
    where TWorker : Worker
{
    private readonly Action<T1, T2> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, (T1, T2) item)
    {
        _task(item.Item1, item.Item2);
        return default;
    }
}

/// <summary>(worker, a, b) → nothing, over pairs.</summary>
internal sealed class StarWorkerAction<TWorker, T1, T2>(Action<TWorker, T1, T2> task) : TaskFunction<TWorker, (T1, T2), NoResult>
    where TWorker : Worker
{
    private readonly Action<TWorker, T1, T2> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, (T1, T2) item)
    {
        _task(worker, item.Item1, item.Item2);
        return default;
    }
}

/// <summary>(a, b, c) → nothing, over triples.</summary>
internal sealed class StarAction<TWorker, T1, T2, T3>(Action<T1, T2, T3> task) : TaskFunction<TWorker, (T1, T2, T3), NoResult>
    where TWorker : Worker
{
    private readonly Action<T1, T2, T3> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, (T1, T2, T3) item)
    {
        _task(item.Item1, item.Item2, item.Item3);
        return default;
    }
}

/// <summary>(worker, a, b, c) → nothing, over triples.</summary>
internal sealed class StarWorkerAction<TWorker, T1, T2, T3>(Action<TWorker, T1, T2, T3> task) : TaskFunction<TWorker, (T1, T2, T3), NoResult>
    where TWorker : Worker
{
    private readonly Action<TWorker, T1, T2, T3> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, (T1, T2, T3) item)
    {
        _task(worker, item.Item1, item.Item2, item.Item3);
        return default;
    }
}

/// <summary>() → nothing.</summary>
internal sealed class CallAction<TWorker>(Action task) : TaskFunction<TWorker, NoArgument, NoResult>
    where TWorker : Worker
{
    private readonly Action _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, NoArgument item)
    {
        _task();
        return default;
    }
}

/// <summary>worker → nothing.</summary>
internal sealed class CallWorkerAction<TWorker>(Action<TWorker> task) : TaskFunction<TWorker, NoArgument, NoResult>
    where TWorker : Worker
{
    private readonly Action<TWorker> _task = Required.Action(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, NoArgument item)
    {
        _task(worker);
        return default;
    }
}
