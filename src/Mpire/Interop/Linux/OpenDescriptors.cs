using System.Globalization;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Which descriptors of this process a new program gets without being asked.</summary>
[SupportedOSPlatform("linux")]
internal static class OpenDescriptors
{
    private const int GetFlags = 1;
    private const int SetFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>Descriptors above standard error that lack close-on-exec: opened by native code, or inherited by this process itself.</summary>
    public static List<int> FindInheritable()
    {
        var found = new List<int>();
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            // One of these is the listing's own, closed again by now or soon; asking about it or closing it in the child does no harm.
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor)
                && descriptor > 2
                && Descriptor.Control(descriptor, GetFlags, 0) is >= 0 and var flags
                && (flags & CloseOnExec) == 0)
            {
                found.Add(descriptor);
            }
        }

        return found;
    }

    /// <summary>Keeps a descriptor from what this process starts. Descriptors that do not exist are no error.</summary>
    public static void KeepFromChildren(int descriptor) => _ = Descriptor.Control(descriptor, SetFlags, CloseOnExec);

    /// <summary>Takes that back.</summary>
    public static void LetChildrenHave(int descriptor) => _ = Descriptor.Control(descriptor, SetFlags, 0);
}
