using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Mpire;

/// <summary>What became of one task: its result, or its failure. For maps with <see cref="FailurePolicy.Continue"/>, whose tasks return
/// <c>TaskOutcome.Of(result)</c>; failures are put in by the pool.</summary>
/// <typeparam name="T">The result's type.</typeparam>
public readonly struct TaskOutcome<T>
{
    private readonly T _value;
    private readonly Exception? _error;

    internal TaskOutcome(T value, Exception? error) => (_value, _error) = (value, error);

    /// <summary>Whether the task has returned.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => _error is null;

    /// <summary>What it returned.</summary>
    /// <exception cref="Exception">It has failed: the failure itself is thrown, with the worker's stack trace.</exception>
    public T Value
    {
        get
        {
            if (_error is not null) ExceptionDispatchInfo.Throw(_error);
            return _value;
        }
    }

    /// <summary>How it failed: the task's own exception, a <see cref="WorkerTimeoutException"/> or a <see cref="WorkerDiedException"/>;
    /// <see langword="null"/> if it did not. <see cref="TaskFailure.Of"/> tells which task it was.</summary>
    public Exception? Error => _error;

    /// <summary>Gives the result, if there is one.</summary>
    /// <param name="value">What the task returned.</param>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return _error is null;
    }

    /// <inheritdoc/>
    public override string ToString() => _error is null ? $"{_value}" : $"{_error.GetType().Name}: {_error.Message}";
}

/// <summary>Makes outcomes.</summary>
public static class TaskOutcome
{
    /// <summary>The outcome of a task that returns a result.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="value">The result.</param>
    public static TaskOutcome<T> Of<T>(T value) => new(value, null);
}
