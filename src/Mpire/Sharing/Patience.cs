using System.Diagnostics;

namespace Mpire.Sharing;

/// <summary>How long somebody waits, and what else ends the wait.</summary>
internal readonly struct Patience
{
    /// <summary>How long a sleeper sleeps at most before it looks again: a lost wake-up, a dead process, a cancellation or a disposal is seen then.
    /// </summary>
    public static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancellationToken;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Begins to wait.</summary>
    public Patience(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Check(timeout);
        (_timeout, _cancellationToken) = (timeout, cancellationToken);
    }

    /// <summary>Refuses what is no time to wait.</summary>
    public static void Check(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time to wait is zero or more, or Timeout.InfiniteTimeSpan.");
    }

    /// <summary>How long to sleep before looking again.</summary>
    /// <returns>False if the time has run out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool TryGetNap(out TimeSpan nap)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        nap = Nap;
        if (_timeout == Timeout.InfiniteTimeSpan) return true;
        var left = _timeout - Stopwatch.GetElapsedTime(_start);
        if (left < Nap) nap = left;
        return left > TimeSpan.Zero;
    }
}
