using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>A counter that can be polled: the cheapest way to wake a polling thread of the own process.</summary>
[SupportedOSPlatform("linux")]
internal static partial class EventFd
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>Creates one that never blocks and is closed on exec.</summary>
    public static int Create()
    {
        var descriptor = Make(0, CloseOnExec | NonBlocking);
        return descriptor >= 0 ? descriptor : throw NativeError.Exception("eventfd", NativeError.Last);
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Make(uint initial, int flags);
}
