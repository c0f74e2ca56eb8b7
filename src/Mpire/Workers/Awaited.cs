using System.Runtime.CompilerServices;

namespace Mpire.Workers;

// The forms that are awaited, around the functions that return what to await. A worker runs one task at a time, so blocking its thread costs nothing.
// Their field bears the public parameter's name, so that a refusal's path reads as the user wrote it.

/// <summary>Any shape whose result is awaited.</summary>
internal sealed class AwaitedFunction<TWorker, T, TResult>(TaskFunction<TWorker, T, Task<TResult>> task) : TaskFunction<TWorker, T, TResult>
    where TWorker : Worker
{
    private readonly TaskFunction<TWorker, T, Task<TResult>> _task = task;

    public override Delegate Task => _task.Task;

    public override TResult Invoke(TWorker worker, T item) => (_task.Invoke(worker, item) ?? throw Awaited.Nothing()).GetAwaiter().GetResult();
}

/// <summary>Any shape whose result is awaited, by way of a <see cref="ValueTask{TResult}"/>.</summary>
internal sealed class AwaitedValueFunction<TWorker, T, TResult>(TaskFunction<TWorker, T, ValueTask<TResult>> task) : TaskFunction<TWorker, T, TResult>
    where TWorker : Worker
{
    private readonly TaskFunction<TWorker, T, ValueTask<TResult>> _task = task;

    public override Delegate Task => _task.Task;

    public override TResult Invoke(TWorker worker, T item)
    {
        // A ValueTask may only be asked for its result once it has one.
        var work = _task.Invoke(worker, item);
        return work.IsCompleted ? work.GetAwaiter().GetResult() : work.AsTask().GetAwaiter().GetResult();
    }
}

/// <summary>Any shape that is awaited and gives nothing.</summary>
internal sealed class AwaitedAction<TWorker, T>(TaskFunction<TWorker, T, Task> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly TaskFunction<TWorker, T, Task> _task = task;

    public override Delegate Task => _task.Task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        (_task.Invoke(worker, item) ?? throw Awaited.Nothing()).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>Any shape that is awaited, by way of a <see cref="ValueTask"/>, and gives nothing.</summary>
internal sealed class AwaitedValueAction<TWorker, T>(TaskFunction<TWorker, T, ValueTask> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly TaskFunction<TWorker, T, ValueTask> _task = task;

    public override Delegate Task => _task.Task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        var work = _task.Invoke(worker, item);
        if (work.IsCompleted) work.GetAwaiter().GetResult();
        else work.AsTask().GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>Any form whose result is of no interest.</summary>
internal sealed class ForgottenResult<TWorker, T, TResult>(TaskFunction<TWorker, T, TResult> task) : TaskFunction<TWorker, T, NoResult>
    where TWorker : Worker
{
    private readonly TaskFunction<TWorker, T, TResult> _task = task;

    public override Delegate Task => _task.Task;

    public override NoResult Invoke(TWorker worker, T item)
    {
        _task.Invoke(worker, item);
        return default;
    }
}

/// <summary>Makes the awaited forms.</summary>
internal static class Awaited
{
    public static TaskFunction<TWorker, T, TResult> Of<TWorker, T, TResult>(TaskFunction<TWorker, T, Task<TResult>> task)
        where TWorker : Worker => new AwaitedFunction<TWorker, T, TResult>(task);

    public static TaskFunction<TWorker, T, TResult> Of<TWorker, T, TResult>(TaskFunction<TWorker, T, ValueTask<TResult>> task)
        where TWorker : Worker => new AwaitedValueFunction<TWorker, T, TResult>(task);

    public static TaskFunction<TWorker, T, NoResult> Of<TWorker, T>(TaskFunction<TWorker, T, Task> task)
        where TWorker : Worker => new AwaitedAction<TWorker, T>(task);

    public static TaskFunction<TWorker, T, NoResult> Of<TWorker, T>(TaskFunction<TWorker, T, ValueTask> task)
        where TWorker : Worker => new AwaitedValueAction<TWorker, T>(task);

    /// <exception cref="ArgumentException">The result that would be forgotten is a task.</exception>
    public static TaskFunction<TWorker, T, NoResult> ForNothing<TWorker, T, TResult>(TaskFunction<TWorker, T, TResult> task, [CallerMemberName] string call = "")
        where TWorker : Worker
    {
        TaskResults.RefuseType(task, call);
        return new ForgottenResult<TWorker, T, TResult>(task);
    }

    public static InvalidOperationException Nothing() =>
        new("The function returned null where there should have been a Task to await. Return Task.CompletedTask or Task.FromResult(...).");
}
