using System.Runtime.InteropServices;

namespace Mpire.Tests.Host;

/// <summary>Processor time of the children that were reaped.</summary>
internal static unsafe partial class ChildTime
{
    private const int Children = -1;

    public static TimeSpan Used()
    {
        var usage = stackalloc long[18];
        _ = GetUsage(Children, usage);
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetUsage(int who, long* usage);
}
