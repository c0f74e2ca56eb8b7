using Mpire.Forking;
using Mpire.Interop.Linux;
using Mpire.Workers;

namespace Mpire.Starting;

/// <summary>A worker's first lines: makes sure that it is one, ties its life to its parent's, and gives it back the environment that the
/// program had. Every millisecond here is paid by every worker.</summary>
internal static class Arrival
{
    /// <summary>Lives as a worker and ends the process; returns at once in a process that is none.</summary>
    public static void Run()
    {
        if (Environment.GetEnvironmentVariable(BirthNote.Variable) is not { } note) return;
        Environment.Exit(Live(note));
    }

    private static int Live(string note)
    {
        if (!BirthNote.HasThisModule(note) || !BirthNote.TryParse(note, out var parent, out var workerId, out var passed, out var address))
            return Refuse("Mpire: this worker runs another build of Mpire than the program that started it. Restart the program after a rebuild.");

        // A program that lost its parent must not go on to Main: it would start workers of its own.
        if (OperatingSystem.IsLinux() && !ParentDeath.TryFollow(parent)) return ExitCodes.Orphan;

        // Passing them on cleared the mark that keeps them from the tools a task starts; one of those would hide the worker's end from the parent.
        while (OperatingSystem.IsLinux() && BirthNote.TryTakeDescriptor(ref passed, out var descriptor)) OpenDescriptors.KeepFromChildren(descriptor);
        foreach (var variable in BirthNote.Replaced) Restore(variable);
        Set(BirthNote.Variable, null);
        if (OperatingSystem.IsLinux() && ForkServerProcess.TryReadAddress(address, out var socket, out var proven)) ForkServer.Enter(parent, socket, proven);
        if (OperatingSystem.IsLinux()) TerminalSignals.Ignore();
        try
        {
            return WorkerEntry.Run(new WorkerBirth(workerId, parent, address, EndEverything));
        }
        catch (Exception failure)
        {
            // Nobody is left above to report to but the reader of the error stream.
            Refuse($"Mpire: worker {workerId} ended by an unexpected error: {failure}");
            return ExitCodes.Failure;
        }
    }

    private static void EndEverything()
    {
        // The worker leads its own process group, so that this reaches what its tasks have started.
        if (OperatingSystem.IsLinux()) Kill.Group(Environment.ProcessId);
        Environment.Exit(ExitCodes.Orphan);
    }

    // Kept values are written by the parent only for what it changed, so a variable the user set for this worker stays.
    internal static void Restore(string variable)
    {
        var kept = BirthNote.KeptAs(variable);
        var value = Environment.GetEnvironmentVariable(kept);
        if (value is null) return;
        Set(variable, value.Length > 0 && value[0] == BirthNote.WasSet ? value[1..] : null);
        Set(kept, null);
    }

    // .NET reads the C library's environment until its own copy is made, which another hook may have caused already.
    internal static void Set(string variable, string? value)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) NativeEnvironment.Set(variable, value);
        if (Environment.GetEnvironmentVariable(variable) != value) Environment.SetEnvironmentVariable(variable, value);
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCodes.Mismatch;
    }
}
