using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Mpire.Interop.Linux;

/// <summary>A descriptor that becomes readable when a process ends (<c>pidfd_open(2)</c>, Linux 5.3).</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class PidFd
{
    // The same number on every architecture, unlike older calls.
    private const nint OpenNumber = 434;
    private const short PollIn = 1;

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
        var start = Stopwatch.GetTimestamp();
        var held = false;
        try
        {
            pidFd.DangerousAddRef(ref held);
            var entry = new Entry { Descriptor = (int)pidFd.DangerousGetHandle(), Wanted = PollIn };
            while (true)
            {
                var result = Poll(&entry, 1, Milliseconds(timeout, start));
                if (result > 0) return true;
                if (result == 0)
                {
                    if (timeout != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) >= timeout) return false;
                    continue;
                }

                var error = NativeError.Last;
                if (error != NativeError.Eintr) throw NativeError.Exception("poll", error);
            }
        }
        finally
        {
            if (held) pidFd.DangerousRelease();
        }
    }

    private static int Milliseconds(TimeSpan timeout, long start)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return -1;
        var left = (timeout - Stopwatch.GetElapsedTime(start)).TotalMilliseconds;
        return left <= 0 ? 0 : (int)Math.Min(Math.Ceiling(left), int.MaxValue);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint processId, nint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Entry* entries, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
