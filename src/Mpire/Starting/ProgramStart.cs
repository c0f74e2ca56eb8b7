using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>Runs this program again on Linux, as a process whose life is tied to this one's.</summary>
[SupportedOSPlatform("linux")]
internal static class ProgramStart
{
    /// <summary>Starts it and waits until it exists.</summary>
    /// <inheritdoc cref="RunHere"/>
    public static int Run(
        ProgramCommand command, Dictionary<string, string> variables, IReadOnlyList<int> passed, IReadOnlyList<int>? cpuIds, out int processId)
    {
        var (error, started) = (0, 0);
        StarterThread.Run(() => error = RunHere(command, variables, passed, cpuIds, errors: 2, out started));
        processId = started;
        return error;
    }

    /// <summary>Starts it, on the starter's thread.</summary>
    /// <param name="command">How the program is run.</param>
    /// <param name="variables">All of the new process's environment.</param>
    /// <param name="passed">The only descriptors it gets, under the same numbers.</param>
    /// <param name="cpuIds">The processors it may use, set before its runtime starts; <see langword="null"/> for no limit.</param>
    /// <param name="errors">What becomes its standard error; 2 for this process's.</param>
    /// <param name="processId">The new process.</param>
    /// <returns>Zero or the error number.</returns>
    /// <exception cref="MpireException">A processor does not exist or cannot be used.</exception>
    public static int RunHere(
        ProgramCommand command, Dictionary<string, string> variables, IReadOnlyList<int> passed, IReadOnlyList<int>? cpuIds, int errors, out int processId)
    {
        var entries = new List<string>(variables.Count);
        foreach (var (name, value) in variables) entries.Add(name + "=" + value);
        using var environment = new StringVector(entries);
        using var arguments = new StringVector(command.Arguments);

        var closed = OpenDescriptors.FindInheritable();
        foreach (var descriptor in passed) closed.Remove(descriptor);
        using var processors = ProcessorLimit.OnThisThread(cpuIds);
        return PosixSpawn.Start(command.Path, arguments, environment, passed, closed, errors, out processId);
    }
}
