namespace Mpire.Starting;

/// <summary>The runtime settings of <see cref="WorkerProfile.Batch"/>.</summary>
/// <remarks>Chosen by the experiment of the benchmarks (<c>study</c>): of seven settings the one that is better in the first second for all six kinds of work
/// that were compared, and about as good after nine. Of long work LINQ loses a tenth. A worker compiles for itself; a loop in code that was compiled quickly
/// is slow until it is replaced within its own run. Doing without profiles (<c>DOTNET_TieredPGO=0</c>) is as good in the first second for most, but makes
/// asynchronous code slower for good; shortening the compiler's delay, or another collector or budget, gains nothing over all.</remarks>
internal static class BatchSettings
{
    /// <summary>Whether methods with loops are compiled quickly first.</summary>
    public const string QuickLoops = "DOTNET_TC_QuickJitForLoops";

    private const string QuickLoopsProperty = "System.Runtime.TieredCompilation.QuickJitForLoops";

    /// <summary>Sets them where the user has not.</summary>
    /// <param name="variables">The new process's environment.</param>
    /// <param name="asked">What was asked for the workers; a variable that is removed there is left to the runtime.</param>
    public static void Apply(Dictionary<string, string> variables, IReadOnlyDictionary<string, string?> asked)
    {
        if (variables.ContainsKey(QuickLoops) || asked.ContainsKey(QuickLoops) || AppContext.GetData(QuickLoopsProperty) is not null) return;
        WorkerEnvironment.Replace(variables, QuickLoops, "0");
    }
}
