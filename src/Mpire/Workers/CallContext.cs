using System.Globalization;

namespace Mpire.Workers;

/// <summary>What of the context of a call its tasks are to see: the cultures that its caller has set, and the trace it belongs to.</summary>
internal sealed class CallContext
{
    [NonSerialized]
    private readonly object? _activity;

    [NonSerialized]
    private byte[]? _written;

    /// <param name="activity">The caller's activity, for worker threads.</param>
    public CallContext(object? activity) => _activity = activity;

    /// <summary>The caller's culture; <see langword="null"/> if it is that of the environment.</summary>
    public CultureInfo? Culture { get; init; }

    /// <summary>The caller's culture for texts, likewise.</summary>
    public CultureInfo? UICulture { get; init; }

    /// <summary>The culture of threads without one of their own.</summary>
    public CultureInfo? ThreadCulture { get; init; }

    /// <summary>The culture for texts of threads without one of their own.</summary>
    public CultureInfo? ThreadUICulture { get; init; }

    /// <summary>The caller's activity as an id that travels.</summary>
    public string? Trace { get; init; }

    /// <summary>What goes along with <see cref="Trace"/>.</summary>
    public string? TraceState { get; init; }

    /// <summary>The caller's activity itself; <see langword="null"/> in another process.</summary>
    public object? Activity => _activity;

    /// <summary>As worker processes read it; <see langword="null"/> for worker threads.</summary>
    public byte[]? Written
    {
        get => _written;
        set => _written = value;
    }

    public bool HasCultures => Culture is not null || UICulture is not null || ThreadCulture is not null || ThreadUICulture is not null;

    /// <summary>Whether it is for certain what another one is. A culture that can be changed may have been.</summary>
    public bool IsSame(CallContext other) =>
        IsSame(Culture, other.Culture) && IsSame(UICulture, other.UICulture)
        && IsSame(ThreadCulture, other.ThreadCulture) && IsSame(ThreadUICulture, other.ThreadUICulture)
        && ReferenceEquals(_activity, other._activity) && Trace == other.Trace && TraceState == other.TraceState;

    private static bool IsSame(CultureInfo? one, CultureInfo? other) => ReferenceEquals(one, other) && one is null or { IsReadOnly: true };
}
