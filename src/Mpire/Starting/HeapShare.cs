using System.Globalization;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>In a container with a limit of memory each runtime takes three quarters of it for its own, so that several together run over it and are killed. A spawned
/// worker gets its share of that instead.</summary>
internal static class HeapShare
{
    /// <summary>The most that a worker's heap may have, a hexadecimal number of bytes.</summary>
    public const string Variable = "DOTNET_GCHeapHardLimit";

    private const string PercentVariable = "DOTNET_GCHeapHardLimitPercent";
    private const string Property = "System.GC.HeapHardLimit";
    private const string PercentProperty = "System.GC.HeapHardLimitPercent";
    private const long Least = 64L << 20;

    private static readonly Lazy<long?> OfAll = new(Find);

    /// <summary>Sets it where the user has not said how much it should be.</summary>
    /// <param name="variables">The new process's environment.</param>
    /// <param name="workers">How many workers there are to be.</param>
    public static void Apply(Dictionary<string, string> variables, int workers)
    {
        if (OfAll.Value is not { } all || variables.ContainsKey(Variable) || variables.ContainsKey(PercentVariable)) return;
        WorkerEnvironment.Replace(variables, Variable, Of(all, workers).ToString("X", CultureInfo.InvariantCulture));
    }

    /// <summary>The share of one worker, of what a runtime would take for itself.</summary>
    public static long Of(long all, int workers) => Math.Max(Least, all / (workers + 1));

    // What this program's own runtime takes is told; whether that is because of a container only shows beside the machine's memory.
    private static long? Find()
    {
        if (!Platform.HasLinuxPath || AppContext.GetData(Property) is not null || AppContext.GetData(PercentProperty) is not null) return null;
        var all = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var machine = 1024 * (ControlGroup.Number(ControlGroup.Text("/proc/meminfo"), "MemTotal:") ?? 0);
        return all > 0 && all < machine / 100 * 95 ? all : null;
    }
}
