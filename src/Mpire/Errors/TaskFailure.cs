using System.Runtime.CompilerServices;

namespace Mpire;

/// <summary>
/// What is known about a failed task beside its exception. Task exceptions arrive as their own type, so that they can be caught as usual;
/// this is how to ask one where it comes from: <c>TaskFailure.Of(exception)</c>.
/// </summary>
public sealed class TaskFailure
{
    private static readonly ConditionalWeakTable<Exception, TaskFailure> Known = [];

    private readonly string? _hint;

    private TaskFailure(int? workerId, long taskIndex, object? argument, string? hint, int attempts, long succeeded)
    {
        _hint = hint;
        Attempts = attempts;
        Succeeded = succeeded;
        WorkerId = workerId;
        TaskIndex = taskIndex;
        Argument = argument;
    }

    /// <summary>The worker that ran the task; <see langword="null"/> if it failed before it reached one.</summary>
    public int? WorkerId { get; }

    /// <summary>The task's position in the input of its map, from 0.</summary>
    public long TaskIndex { get; }

    /// <summary>The task's argument: the caller's own object, not a copy.</summary>
    public object? Argument { get; }

    /// <summary>How often the task has been run, this failure included; 0 if it failed before it reached a worker.</summary>
    public int Attempts { get; }

    /// <summary>How many other tasks of the map had succeeded when this one failed, as far as their results had arrived.</summary>
    public long Succeeded { get; }

    /// <summary>What is known about a task's exception, thrown by a map or an apply.</summary>
    /// <param name="exception">The exception as caught.</param>
    /// <returns><see langword="null"/> if it did not come from a task.</returns>
    public static TaskFailure? Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Known.TryGetValue(exception, out var failure) ? failure : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"task {TaskIndex}{(WorkerId is { } id ? $" in Worker-{id}" : string.Empty)}, argument: {Describe(Argument)}{(_hint is null ? string.Empty : ". " + _hint)}";

    internal static void Attach(
        Exception exception, int? workerId, long taskIndex, object? argument, string? hint = null, int attempts = 0, long succeeded = 0) =>
        Known.AddOrUpdate(exception, new TaskFailure(workerId, taskIndex, argument, hint, attempts, succeeded));

    // A user's ToString may throw or write a novel.
    private static string Describe(object? value)
    {
        const int Longest = 200;
        try
        {
            var text = value switch
            {
                null => "null",
                string s => $"\"{s}\"",
                _ => value.ToString() ?? value.GetType().Name,
            };
            return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        }
        catch (Exception)
        {
            return value!.GetType().Name;
        }
    }
}

/// <summary>Asks an exception itself where it comes from: <c>exception.TaskFailure</c>.</summary>
public static class TaskFailureExtensions
{
    extension(Exception exception)
    {
        /// <summary>What is known about a task's exception, as <see cref="TaskFailure.Of"/> tells; <see langword="null"/> if it did not come from a task.</summary>
        public TaskFailure? TaskFailure => Mpire.TaskFailure.Of(exception);
    }
}
