using System.Diagnostics.CodeAnalysis;
using Mpire.Starting;

namespace Mpire;

/// <summary>Which start methods this program can use, and why not the others.</summary>
/// <remarks>
/// A program that switched startup hooks off (trimming does), was compiled ahead of time, or runs inside another program's host cannot be run
/// again as a worker; <see cref="StartMethod.Threading"/> is left to it. <see cref="StartMethod.ForkServer"/> looks at more when its server starts, and before
/// each fork; what it finds then is refused by the call that needs a worker. docs/start-methods.md lists all of it.
/// </remarks>
public static class StartMethods
{
    private static readonly StartMethod[] Candidates = [StartMethod.Spawn, StartMethod.Threading, StartMethod.ForkServer, StartMethod.Fork];

    /// <summary>The methods that can be used here, the default first; <see cref="StartMethod.Default"/> itself is not listed.</summary>
    public static IReadOnlyList<StartMethod> Supported { get; } = [.. Candidates.Where(method => IsSupported(method, out _))];

    /// <summary>Asks whether a method can be used here.</summary>
    /// <param name="method">The method.</param>
    /// <param name="whyNot">The reason and the remedy if it cannot.</param>
    public static bool IsSupported(StartMethod method, [NotNullWhen(false)] out string? whyNot)
    {
        var refusal = Refusal(method);
        whyNot = refusal is null ? null : $"{refusal.Reason} {refusal.Remedy}";
        return refusal is null;
    }

    /// <summary>The method that is meant, once it is known that it can be used.</summary>
    /// <exception cref="StartMethodNotSupportedException">It cannot be used here.</exception>
    internal static StartMethod Resolve(StartMethod method) =>
        Refusal(method) is { } refusal ? throw refusal : method == StartMethod.Default ? StartMethod.Spawn : method;

    private static StartMethodNotSupportedException? Refusal(StartMethod method) => method switch
    {
        StartMethod.Threading => null,
        StartMethod.Default or StartMethod.Spawn => ProgramCommand.Find(out _),
        StartMethod.ForkServer => ForkSupport.Find(),
        StartMethod.Fork => new(method, "It is not available yet.", "Choose StartMethod.Spawn."),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Not a start method."),
    };
}
