using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>How big a file of this process may become (<c>RLIMIT_FSIZE</c>). It binds anonymous memory too, and going beyond it raises a signal that ends
/// the process, so it is asked first.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class FileSizeLimit
{
    private const int FileSize = 1;

    /// <summary>The limit in bytes; <see cref="long.MaxValue"/> if there is none.</summary>
    public static long Current
    {
        get
        {
            var limits = stackalloc ulong[2];
            return Get(FileSize, limits) != 0 ? long.MaxValue : (long)Math.Min(limits[0], long.MaxValue);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Get(int resource, ulong* limits);
}
