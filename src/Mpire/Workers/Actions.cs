namespace Mpire.Workers;

// The shapes without a result.

/// <summary>item → nothing.</summary>
internal sealed class PlainAction<TWorker, T>(Action<T> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly Action<T> _task = Required.Delegate(task);

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
    private readonly Action<TWorker, T> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        _task(worker, item);
        return default;
    }
}

/// <summary>item → awaited.</summary>
internal sealed class AsyncAction<TWorker, T>(Func<T, Task> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly Func<T, Task> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        _task(item).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>(worker, item) → awaited.</summary>
internal sealed class AsyncWorkerAction<TWorker, T>(Func<TWorker, T, Task> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly Func<TWorker, T, Task> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        _task(worker, item).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>() → nothing.</summary>
internal sealed class CallAction<TWorker>(Action task) : TaskFunction<TWorker, NoArgument, NoResult>
    where TWorker : Worker
{
    private readonly Action _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override NoResult Invoke(TWorker worker, NoArgument item)
    {
        _task();
        return default;
    }
}
