using System.Runtime.CompilerServices;
using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>A task is never a result: it stands for work under way, which the library awaits where a verb has a form for it and refuses elsewhere.
/// </summary>
internal static class TaskResults
{
    private const string Remedy = "Await it inside the function and return its value; a function that then returns nothing is one for ForEach or Apply.";

    /// <summary>Refuses, at the call, a function whose result is a task by its type.</summary>
    /// <exception cref="ArgumentException">The result is a task.</exception>
    public static void RefuseType<TWorker, T, TResult>(TaskFunction<TWorker, T, TResult> task, string call, string remedy = Remedy)
        where TWorker : Worker
    {
        if (Kind<TResult>.IsTask)
        {
            throw new ArgumentException(
                $"{call} was given a function whose result is a '{Refusals.NameOf(typeof(TResult))}', and work under way is never a result. {remedy}",
                nameof(task));
        }
    }

    /// <summary>Refuses a task, by its type, as something that workers would keep: nobody would await it.</summary>
    /// <typeparam name="TKept">What would be kept.</typeparam>
    /// <param name="what">What it would be.</param>
    /// <param name="parameter">The parameter that gives it.</param>
    /// <exception cref="ArgumentException">It is a task.</exception>
    public static void RefuseKept<TKept>(string what, string parameter)
    {
        if (!Kind<TKept>.IsTask) return;
        throw new ArgumentException(
            $"{what} would be a '{Refusals.NameOf(typeof(TKept))}', and hooks and factories are not awaited. Await it before, or wait for it inside: "
            + ".GetAwaiter().GetResult() holds up nobody else in a worker.",
            parameter);
    }

    /// <summary>Refuses a task that hides behind a wider type, as its own task's failure.</summary>
    /// <exception cref="InvalidOperationException">The result is a task.</exception>
    public static void RefuseValue<TResult>(TResult result)
    {
        // A value type has been looked at at the call.
        if (typeof(TResult).IsValueType) return;
        if (result is Task || (result is ValueType && IsTask(result.GetType())))
        {
            throw new InvalidOperationException(
                $"The function returned a '{Refusals.NameOf(result.GetType())}' as a '{Refusals.NameOf(typeof(TResult))}', and work under way is never a "
                + "result. Await it inside the function and return its value, or let the function's type say that it returns a task.");
        }
    }

    private static bool IsTask(Type type)
    {
        if (type.IsAssignableTo(typeof(Task)) || type == typeof(ValueTask)) return true;
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind == typeof(ValueTask<>)
            || kind == typeof(ConfiguredTaskAwaitable) || kind == typeof(ConfiguredTaskAwaitable<>)
            || kind == typeof(ConfiguredValueTaskAwaitable) || kind == typeof(ConfiguredValueTaskAwaitable<>);
    }

    private static class Kind<TResult>
    {
        public static readonly bool IsTask = TaskResults.IsTask(typeof(TResult));
    }
}
