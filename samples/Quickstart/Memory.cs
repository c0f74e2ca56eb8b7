using System.Globalization;

namespace Quickstart;

internal static class Memory
{
    /// <summary>Bytes of physical memory: on Linux the proportional share, where pages that several processes use count in parts; elsewhere the
    /// working set, where they count in full for each.</summary>
    public static long OfThisProcess()
    {
        const string Rollup = "/proc/self/smaps_rollup";
        const string Share = "Pss:";
        if (!File.Exists(Rollup)) return Environment.WorkingSet;
        var line = File.ReadLines(Rollup).First(line => line.StartsWith(Share, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Share.Length..].Replace("kB", null, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
