using System.Globalization;

namespace Mpire.Interop.Linux;

/// <summary>What the control groups of this process say about memory; both versions. See the kernel's cgroup-v2.rst and cgroup-v1/memory.rst.</summary>
internal static class ControlGroup
{
    /// <summary>The folders of this process's group and of those around it up to the root, nearest first; none where there are no groups.</summary>
    public static IEnumerable<Group> OfThisProcess()
    {
        foreach (var line in Text("/proc/self/cgroup").Split('\n'))
        {
            if (line.Split(':', 3) is not [_, var controllers, var group]) continue;
            if (controllers.Length != 0 && controllers != "memory") continue;
            var isUnified = controllers.Length == 0;
            var root = isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";

            // In a container the names are of outside, and its own root is the group.
            for (var path = group; ; path = path[..path.LastIndexOf('/')])
            {
                yield return new Group(path, root + path.TrimEnd('/') + "/", isUnified);
                if (path.Length <= 1) break;
            }
        }
    }

    /// <summary>How many processes of this process's group have been killed for want of memory; <see langword="null"/> if nobody counts.</summary>
    public static long? CountKills()
    {
        foreach (var group in OfThisProcess())
        {
            var text = Text(group.Folder + (group.IsUnified ? "memory.events" : "memory.oom_control"));
            if (Number(text, "oom_kill ") is { } count) return count;
        }

        return null;
    }

    /// <summary>The number behind a name; <see langword="null"/> if there is none.</summary>
    public static long? Number(string text, string name)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = text.AsSpan(at + name.Length).TrimStart();
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A file of the system; empty if it does not tell.</summary>
    public static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>One group.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Folder">Its files, with the separator at the end.</param>
    /// <param name="IsUnified">Whether it is of version 2.</param>
    public readonly record struct Group(string Name, string Folder, bool IsUnified)
    {
        /// <summary>Its limit, bytes; <see langword="null"/> for none.</summary>
        public long? Limit => Value(IsUnified ? "memory.max" : "memory.limit_in_bytes");

        /// <summary>What its processes use, without what can be taken back at once; bytes.</summary>
        public long? Used => Value(IsUnified ? "memory.current" : "memory.usage_in_bytes")
            - (Number(Text(Folder + "memory.stat"), IsUnified ? "inactive_file " : "total_inactive_file ") ?? 0);

        private long? Value(string file) => long.TryParse(Text(Folder + file), CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
