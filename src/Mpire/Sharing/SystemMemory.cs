using System.Globalization;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Sharing;

/// <summary>How much memory can be had now, asked before any is taken: beyond it a process is not refused but killed.</summary>
internal static class SystemMemory
{
    // Looking costs a tenth of a millisecond; so little is always there.
    private const long NotWorthALook = 1 << 20;

    /// <summary>Whether the system counts all memory that was promised and may refuse a page at the moment it is touched.</summary>
    public static bool IsStrict { get; } = OperatingSystem.IsLinux() && Text("/proc/sys/vm/overcommit_memory").Trim() == "2";

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
        var machine = Text("/proc/meminfo");
        Lower(ref available, 1024 * (Number(machine, "MemAvailable:") + Number(machine, "SwapFree:")), ref by, "free memory and swap of this machine");
        foreach (var line in Text("/proc/self/cgroup").Split('\n'))
        {
            if (line.Split(':', 3) is not [_, var controllers, var group]) continue;
            if (controllers.Length == 0) Groups(ref available, ref by, "/sys/fs/cgroup", group, "memory.max", "memory.current", "inactive_file ");
            else if (controllers == "memory")
            {
                const string root = "/sys/fs/cgroup/memory";
                Groups(ref available, ref by, root, group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");
            }
        }

        return available;
    }

    // Every group up to the root may have a limit. In a container the names are of outside, and its own root is the group.
    private static void Groups(ref long available, ref string by, string root, string group, string limit, string usage, string reclaimable)
    {
        for (var path = group; ; path = path[..path.LastIndexOf('/')])
        {
            var folder = root + path.TrimEnd('/') + "/";
            if (long.TryParse(Text(folder + limit), CultureInfo.InvariantCulture, out var most)
                && long.TryParse(Text(folder + usage), CultureInfo.InvariantCulture, out var used))
            {
                Lower(ref available, most - used + Number(Text(folder + "memory.stat"), reclaimable), ref by, $"the limit of the control group '{path}'");
            }

            if (path.Length <= 1) return;
        }
    }

    private static void Lower(ref long available, long bound, ref string by, string reason)
    {
        if (bound - SharedHeader.Size >= available) return;
        (available, by) = (bound - SharedHeader.Size, reason);
    }

    private static long Number(string text, string name)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0) return 0;
        var rest = text.AsSpan(at + name.Length).TrimStart();
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A system that does not tell has no such limit.
            return "";
        }
    }
}
