namespace Mpire.Engine;

/// <summary>What made a task fail.</summary>
internal enum FailureKind
{
    Exception,
    Timeout,
    Death,
}

/// <summary>How often a task has failed, by what made it fail.</summary>
internal readonly record struct Attempts(int Exceptions, int Timeouts, int Deaths)
{
    public int Total => Exceptions + Timeouts + Deaths;

    /// <summary>With one more failure.</summary>
    public Attempts With(FailureKind kind) => kind switch
    {
        FailureKind.Timeout => this with { Timeouts = Timeouts + 1 },
        FailureKind.Death => this with { Deaths = Deaths + 1 },
        _ => this with { Exceptions = Exceptions + 1 },
    };

    /// <summary>Whether the policy's count leaves another try after a failure of this kind, itself counted here.</summary>
    public bool MayRetry(FailurePolicy policy, FailureKind kind) => kind switch
    {
        FailureKind.Timeout => Timeouts <= policy.TimeoutRetries,
        FailureKind.Death => Deaths <= policy.DeathRetries,
        _ => Exceptions <= policy.ExceptionRetries,
    };

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="policy">Whose times.</param>
    /// <param name="chance">From 0 to below 1.</param>
    public TimeSpan Delay(FailurePolicy policy, double chance)
    {
        // Doubled without overflow: a factor beyond the longest makes no difference.
        var longest = policy.LongestBackoff.TotalMilliseconds;
        var full = Math.Min(longest, policy.Backoff.TotalMilliseconds * Math.Pow(2, Math.Min(Total - 1, 60)));
        return TimeSpan.FromMilliseconds(full * (1 - (chance / 2)));
    }
}

/// <summary>A task of a chunk whose time is over.</summary>
/// <param name="Offset">Which of the chunk's tasks.</param>
/// <param name="Error">What its caller gets.</param>
/// <param name="GraceEnds">When its worker is ended: <see cref="Environment.TickCount64"/>.</param>
internal sealed record Expiry(int Offset, WorkerTimeoutException Error, long GraceEnds);
