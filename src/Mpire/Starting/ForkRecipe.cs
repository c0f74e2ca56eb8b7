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

    // So long (hexadecimal, milliseconds) the compiler waits after the last new code before it looks for what is worth compiling better, and so long
    // a fork waits then. The runtime's own 100 ms serve programs that start once; ten are enough to leave a start alone.
    public const string TieringDelay = "DOTNET_TC_CallCountingDelayMs";

    private const string TieringDelayValue = "A";

    // On one processor the runtime makes that delay ten times as long.
    public const string OneProcessor = "DOTNET_TC_DelaySingleProcMultiplier";

    // A dump of a child would be taken of the server, whose process id the runtime remembers.
    public const string CrashDumps = "DOTNET_DbgEnableMiniDump";

    private static readonly string[] SwitchedOff =
        [WriteXorExecute, BirthNote.ServerGcVariable, ConcurrentGc, BirthNote.DiagnosticsVariable, TieringThread, CrashDumps];

    /// <summary>Sets them, whatever they were before.</summary>
    /// <param name="variables">The server's environment.</param>
    /// <param name="asked">What the user has set for workers; of these settings, only the delay is a matter of taste.</param>
    public static void Apply(Dictionary<string, string> variables, IReadOnlyDictionary<string, string?> asked)
    {
        if (!asked.ContainsKey(TieringDelay)) WorkerEnvironment.Replace(variables, TieringDelay, TieringDelayValue);
        foreach (var name in SwitchedOff) WorkerEnvironment.Replace(variables, name, "0");
        WorkerEnvironment.Replace(variables, OneProcessor, "1");
    }
}
