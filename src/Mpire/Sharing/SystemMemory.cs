using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Sharing;

/// <summary>How much memory can be had now, asked before any is taken: beyond it a process is not refused but killed.</summary>
internal static class SystemMemory
{
    // Looking costs a tenth of a millisecond; so little is always there.
    private const long NotWorthALook = 1 << 20;

    /// <summary>Whether the system counts all memory that was promised and may refuse a page at the moment it is touched.</summary>
    public static bool IsStrict { get; } = OperatingSystem.IsLinux() && ControlGroup.Text("/proc/sys/vm/overcommit_memory").Trim() == "2";

    /// <summary>The bytes of so many elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There cannot be so many; says how many bytes were wanted and how many are available.</exception>
    public static long Check(long count, int size, string parameter)
    {
        if (count < 0) throw new ArgumentOutOfRangeException(parameter, count, $"'{parameter}' is {count}: shared memory cannot have fewer than 0 elements.");
        var bytes = (Int128)count * size;
        var available = Available(bytes, out var by);
        return bytes <= available
            ? (long)bytes
            : throw new ArgumentOutOfRangeException(
                parameter,
                count,
                $"'{parameter}' is {count}: {count} elements of {size} bytes are {bytes} bytes of shared memory, but {Math.Max(0, available)} bytes are available ({by}).");
    }

    private static long Available(Int128 wanted, out string by)
    {
        var available = long.MaxValue - (2 * SharedHeader.Size);
        by = "no memory is bigger";
        if (!Platform.HasLinuxPath)
        {
            Lower(ref available, new DriveInfo(Path.GetTempPath()).AvailableFreeSpace, ref by, "the disk of the folder for temporary files");
            return available;
        }

        Lower(ref available, FileSizeLimit.Current, ref by, "the limit RLIMIT_FSIZE of this process");
        if (wanted < NotWorthALook) return available;
        var machine = ControlGroup.Text("/proc/meminfo");
        var free = (ControlGroup.Number(machine, "MemAvailable:") ?? 0) + (ControlGroup.Number(machine, "SwapFree:") ?? 0);
        Lower(ref available, 1024 * free, ref by, "free memory and swap of this machine");
        foreach (var group in ControlGroup.OfThisProcess())
        {
            // Every group up to the root may have a limit.
            if (group.Limit is { } most && group.Used is { } used) Lower(ref available, most - used, ref by, $"the limit of the control group '{group.Name}'");
        }

        return available;
    }

    private static void Lower(ref long available, long bound, ref string by, string reason)
    {
        if (bound - SharedHeader.Size >= available) return;
        (available, by) = (bound - SharedHeader.Size, reason);
    }
}
