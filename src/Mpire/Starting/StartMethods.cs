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

    /// <summary>Prepares this program for <see cref="StartMethod.Fork"/>; to be the first line of <c>Main</c>.</summary>
    /// <param name="whyNot">The reason and the remedy if it cannot be prepared.</param>
    /// <returns>Whether it is prepared. Nothing else has changed where it is not: choose another start method.</returns>
    /// <remarks>
    /// A process can be copied only if its runtime was started with certain settings. So the first call starts the program once more, in the same process:
    /// same arguments, same process id, same standard streams; <c>Main</c> begins anew, and the same line then returns at once. What was done before it is
    /// lost, hence the first line. Programs that this one starts see its environment as it was. Workers are made of this program, so it runs with the setting of
    /// <see cref="WorkerProfile.Batch"/>, too, unless its environment or runtime configuration has one.
    /// </remarks>
    public static bool PrepareFork([NotNullWhen(false)] out string? whyNot)
    {
        var refusal = ForkPreparation.Prepare();
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
        StartMethod.Fork => ForkPreparation.Find(),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Not a start method."),
    };
}
