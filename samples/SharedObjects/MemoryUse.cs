using System.Diagnostics;
using System.Globalization;

namespace SharedObjects;

/// <summary>
/// Bytes of physical memory that a process has. On Linux the share is proportional: a page that several processes have counts in parts for each, so that
/// the shares of all make up what they take together. Elsewhere it is the working set, where such a page counts in full.
/// </summary>
internal readonly record struct MemoryUse(long Share, long Private)
{
    public static MemoryUse Of(int process)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var other = Process.GetProcessById(process);
            return new MemoryUse(other.WorkingSet64, other.PrivateMemorySize64);
        }

        var (share, own) = (0L, 0L);
        foreach (var line in File.ReadLines($"/proc/{process}/smaps_rollup"))
        {
            if (line.StartsWith("Pss:", StringComparison.Ordinal)) share = Bytes(line);
            else if (line.StartsWith("Private_", StringComparison.Ordinal)) own += Bytes(line);
        }

        return new MemoryUse(share, own);
    }

    private static long Bytes(string line) => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
