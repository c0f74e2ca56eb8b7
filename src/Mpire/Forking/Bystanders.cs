using System.Globalization;
using System.Runtime.Versioning;

namespace Mpire.Forking;

/// <summary>Looks at the threads of the fork server: a child has none of them, so only those may be there whose absence was proven harmless.</summary>
[SupportedOSPlatform("linux")]
internal static class Bystanders
{
    /// <summary>How many threads a server at rest has: the first, the runtime's own for synchronisation, and the finalizer's, which forks.</summary>
    public const int AtRest = 3;

    private const string Tiering = ".NET Tiered Com";

    /// <summary>The threads that do not belong there; <see langword="null"/> if there are none, or none but the compiler's, which goes by itself.</summary>
    public static string? Find()
    {
        string? found = null;
        var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
        {
            if (Path.GetFileName(folder.AsSpan()).SequenceEqual(self) || NameOf(folder) is not { } name) continue;
            if (name is ".NET SynchManag" or ".NET Finalizer" or Tiering) continue;
            found = found is null ? name : found + ", " + name;
        }

        return found;
    }

    /// <summary>Says what stands in the way and what to do about it.</summary>
    public static ServerRefusal Describe(string threads) => new(
        "Code that ran in the fork server (a factory of shared objects, a static constructor, a warm-up) has left threads behind, which a forked worker would "
        + $"not have: {threads}.",
        $"{WhatStarts(threads)} Or choose StartMethod.Spawn.");

    private static string? NameOf(string folder)
    {
        try
        {
            return File.ReadAllText(folder + "/comm").TrimEnd();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    internal static string WhatStarts(string threads)
    {
        if (threads.Contains(".NET Timer", StringComparison.Ordinal))
            return "Timers, Task.Delay and time limits of the framework start that thread: load without them.";
        if (threads.Contains(".NET Sockets", StringComparison.Ordinal))
            return "Sockets and HttpClient start that thread: fetch the data in the program, or in each worker's init.";
        if (threads.Contains(".NET SigHandler", StringComparison.Ordinal))
            return "Process, PosixSignalRegistration and Console.CancelKeyPress start that thread: leave them to the program or to the workers.";
        return threads.Contains(".NET TP", StringComparison.Ordinal)
            ? "Task.Run, Parallel and asynchronous input and output start those threads: load on the calling thread alone."
            : "Let the code that started them wait for their end.";
    }
}
