namespace Mpire;

/// <summary>
/// What becomes of a map when a task fails: throws, runs longer than its limit, or takes its worker with it. Every policy costs no more than the task concerned:
/// the others run on, each once, and a dead worker is replaced. Immutable; <c>FailurePolicy.Retry(3) with { ContinueOnFailure = true }</c> combines them.
/// </summary>
/// <remarks>
/// Tasks that had ended, but whose results had not reached the caller when their worker died (those of the last few milliseconds), are run again: they run at least
/// once, all others exactly once.
/// </remarks>
public sealed record FailurePolicy
{
    /// <summary>The first failure ends the map: what waits is dropped, what runs is cancelled, and the failure is thrown. The default, as in MPIRE.</summary>
    public static FailurePolicy FailFast { get; } = new();

    /// <summary>
    /// All tasks are run. Let the task return a <see cref="TaskOutcome{T}"/> (<c>x => TaskOutcome.Of(Work(x))</c>), and each failure stands where the result
    /// would have been. Verbs without results (<c>ForEach</c>, <c>MapSpans</c>) throw one <see cref="AggregateException"/> of all failures at their end; other
    /// results cannot hold a failure, and are refused at the call.
    /// </summary>
    public static FailurePolicy Continue { get; } = new() { ContinueOnFailure = true };

    /// <summary>Whether the map goes on when a task has failed for good. Default <see langword="false"/>. See <see cref="Continue"/>.</summary>
    public bool ContinueOnFailure { get; init; }

    /// <summary>How often a task is run again after an exception of its own. Default 0.</summary>
    public int ExceptionRetries { get; init; }

    /// <summary>How often a task is run again after it has run longer than its limit. Default 0.</summary>
    public int TimeoutRetries { get; init; }

    /// <summary>How often a task is run again after its worker has died in it. Default 0.</summary>
    public int DeathRetries { get; init; }

    /// <summary>How long a task waits before it is run again for the first time; twice as long before each further time. Chance takes off up to half of it, so
    /// that tasks which failed together do not come back together. Default 100 ms; not negative.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such wait. Default 30 s; not negative.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Which failures are worth another try, as thrown by the task; <see langword="null"/> (default) for all. Runs in the calling process, while it
    /// receives results. What it throws ends the map.</summary>
    public Func<Exception, bool>? RetryWhen { get; init; }

    /// <summary>A task is run again up to so many times, whatever made it fail, and then ends the map with its last failure.</summary>
    /// <param name="times">How often, beside the first time; at least 1. Deaths, time limits and exceptions are counted apart.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public static FailurePolicy Retry(int times)
    {
        if (times < 1) throw new ArgumentOutOfRangeException(nameof(times), times, $"times is {times}. Give at least 1, or use FailFast or Continue.");
        return new() { ExceptionRetries = times, TimeoutRetries = times, DeathRetries = times };
    }
}
