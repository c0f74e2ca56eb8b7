namespace Mpire.Starting;

/// <summary>The runtime settings of <see cref="WorkerProfile.Batch"/>.</summary>
/// <remarks>Chosen by the <c>settings</c> workloads of the benchmarks. A worker compiles for itself; instrumented code in between makes it slower just as long
/// as a short job lasts. Shortening the compiler's delay instead makes first maps longer where processors are scarce.</remarks>
internal static class BatchSettings
{
    /// <summary>Whether methods are compiled with counters before they are compiled for good.</summary>
    public const string Profiling = "DOTNET_TieredPGO";

    private const string ProfilingProperty = "System.Runtime.TieredPGO";

    /// <summary>Sets them where the user has not.</summary>
    /// <param name="variables">The new process's environment.</param>
    /// <param name="asked">What was asked for the workers; a variable that is removed there is left to the runtime.</param>
    public static void Apply(Dictionary<string, string> variables, IReadOnlyDictionary<string, string?> asked)
    {
        if (variables.ContainsKey(Profiling) || asked.ContainsKey(Profiling) || AppContext.GetData(ProfilingProperty) is not null) return;
        WorkerEnvironment.Replace(variables, Profiling, "0");
    }
}
