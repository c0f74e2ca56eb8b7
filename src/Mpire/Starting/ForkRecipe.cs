namespace Mpire.Starting;

/// <summary>The runtime settings without which a .NET process cannot be forked safely. They take effect at its start and are put back for what it starts
/// itself.</summary>
internal static class ForkRecipe
{
    // Compiled code would lie in shared mappings: parent and children would write over each other's.
    public const string WriteXorExecute = "DOTNET_EnableWriteXorExecute";

    // A collector's thread of its own is missing in a child.
    public const string ConcurrentGc = "DOTNET_gcConcurrent";

    // The compiler's background thread ends as soon as it has nothing to do, instead of four seconds later.
    public const string TieringThread = "DOTNET_TC_BackgroundWorkerTimeoutMs";

    // A dump of a child would be taken of the server, whose process id the runtime remembers.
    public const string CrashDumps = "DOTNET_DbgEnableMiniDump";

    private static readonly string[] SwitchedOff =
        [WriteXorExecute, BirthNote.ServerGcVariable, ConcurrentGc, BirthNote.DiagnosticsVariable, TieringThread, CrashDumps];

    /// <summary>Sets them, whatever they were before.</summary>
    public static void Apply(Dictionary<string, string> variables)
    {
        foreach (var name in SwitchedOff) WorkerEnvironment.Replace(variables, name, "0");
    }
}
