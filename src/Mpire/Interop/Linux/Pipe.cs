using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>One-way pipes; here they carry wake-ups, and their end tells of a dead peer.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Pipe
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Creates a pipe whose two ends are closed on exec.</summary>
    public static void Create(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        if (Make(ends, CloseOnExec) != 0) throw NativeError.Exception("pipe2", NativeError.Last);
        readEnd = ends[0];
        writeEnd = ends[1];
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Make(int* ends, int flags);
}
