using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Mpire.Interop.Linux;

/// <summary>A descriptor that becomes readable when a process ends (<c>pidfd_open(2)</c>, Linux 5.3).</summary>
[SupportedOSPlatform("linux")]
internal static partial class PidFd
{
    // The same number on every architecture, unlike older calls.
    private const nint OpenNumber = 434;

    /// <summary>Opens it for a child that was not reaped yet. Closed on exec by itself.</summary>
    /// <returns><see langword="null"/> where the kernel or a sandbox does not offer it.</returns>
    public static SafeFileHandle? TryOpen(int processId)
    {
        var descriptor = Call(OpenNumber, processId, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Sleeps until the process has ended.</summary>
    /// <returns>False if the time ran out.</returns>
    public static bool Wait(SafeFileHandle pidFd, TimeSpan timeout)
    {
        var held = false;
        try
        {
            pidFd.DangerousAddRef(ref held);
            return Poll.IsReadableWithin((int)pidFd.DangerousGetHandle(), timeout);
        }
        finally
        {
            if (held) pidFd.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint processId, nint flags);
}
