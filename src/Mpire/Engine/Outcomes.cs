using System.Reflection;
using Mpire.Serialization;

namespace Mpire.Engine;

/// <summary>Makes the results that stand for failures, where a map's results can hold them.</summary>
/// <typeparam name="TResult">The results' type.</typeparam>
internal static class Outcomes<TResult>
{
    /// <summary>Makes the outcome of a task that failed; <see langword="null"/> if the results are no <see cref="TaskOutcome{T}"/>.</summary>
    public static readonly Func<Exception, TResult>? Failed = Make();

    private static Func<Exception, TResult>? Make()
    {
        var type = typeof(TResult);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(TaskOutcome<>)) return null;
        var method = typeof(Outcomes).GetMethod(nameof(Outcomes.Fail), BindingFlags.NonPublic | BindingFlags.Static)!;
        return method.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<Exception, TResult>>();
    }
}

internal static class Outcomes
{
    /// <summary>Refuses, at the call, to go on after failures that would have no place.</summary>
    /// <exception cref="ArgumentException">The results cannot hold a failure.</exception>
    public static void RefuseIfHomeless<TResult>(MapOptions options, string call)
    {
        if (!options.Failures.ContinueOnFailure || Outcomes<TResult>.Failed is not null) return;
        throw new ArgumentException(
            $"{call} is to continue after failures (MapOptions.Failures), and its results of type '{Refusals.NameOf(typeof(TResult))}' cannot hold one. "
            + "Let the task return an outcome (x => TaskOutcome.Of(...)), or use a verb without results, which throws an AggregateException of all failures.",
            nameof(options));
    }

    internal static TaskOutcome<T> Fail<T>(Exception error) => new(default!, error);
}
