namespace Mpire;

/// <summary>A start method cannot be used by this program, on this system, or with these settings. Raised before any worker was started.</summary>
/// <param name="method">The method that was asked for.</param>
/// <param name="reason">Why it cannot be used: one sentence.</param>
/// <param name="remedy">What to change or choose instead: one sentence.</param>
public sealed class StartMethodNotSupportedException(StartMethod method, string reason, string remedy)
    : PlatformNotSupportedException($"Workers cannot be started by StartMethod.{method}: {reason} {remedy}")
{
    /// <summary>The method that was asked for.</summary>
    public StartMethod Method { get; } = method;

    /// <summary>Why it cannot be used.</summary>
    public string Reason { get; } = reason;

    /// <summary>What to change or choose instead.</summary>
    public string Remedy { get; } = remedy;
}
