using System.Globalization;
using System.Runtime.InteropServices;

namespace Mpire.Benchmarks.Workloads;

/// <summary>Where and when something was measured.</summary>
internal static class MachineFacts
{
    /// <summary>How many threads wanted a processor in the last minute; not a number where the system does not say.</summary>
    public static double Load =>
        OperatingSystem.IsLinux()
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : double.NaN;

    public static string Describe() =>
        $"{Environment.ProcessorCount} processors ({Processor()}), {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
        + $"{RuntimeInformation.FrameworkDescription}";

    /// <summary>Half a processor of other people's work does not change a ratio much.</summary>
    public static string Judge(double before, double after) =>
        Math.Max(before, after) <= Environment.ProcessorCount * 1.5 ? "quiet" : "loaded";

    private static string Processor()
    {
        if (!OperatingSystem.IsLinux()) return "unknown";
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown";
    }
}
