using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Reaps one child by its id. Never any child: that would take the children of <see cref="System.Diagnostics.Process"/>.</summary>
[SupportedOSPlatform("linux")]
internal static partial class WaitPid
{
    private const int NoHang = 1;
    private const int Echild = 10;

    /// <summary>Looks without waiting.</summary>
    /// <param name="processId">A child of this process that was not reaped yet.</param>
    /// <param name="exit">How it ended; unknown if somebody else in this process has reaped it.</param>
    /// <param name="peak">The most memory that it had in use, bytes; of a process that was made without a copy of its maker's memory it may be the maker's,
    /// if that is more.</param>
    /// <returns>True if it has ended; its id may from now on be given to another process.</returns>
    public static unsafe bool TryReap(int processId, out WorkerExit exit, out long peak)
    {
        (exit, peak) = (default, 0);
        while (true)
        {
            Usage usage;
            var result = Wait(processId, out var status, NoHang, &usage);
            if (result == 0) return false;
            if (result == processId)
            {
                exit = Decode(status);
                peak = 1024 * (long)usage.MostResident;
                return true;
            }

            var error = NativeError.Last;
            if (error == Echild) return true;
            if (error != NativeError.Eintr) throw NativeError.Exception("wait4", error);
        }
    }

    private static WorkerExit Decode(int status) =>
        (status & 0x7F) == 0 ? new WorkerExit((status >> 8) & 0xFF, null) : new WorkerExit(null, status & 0x7F);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static unsafe partial int Wait(int processId, out int status, int options, Usage* usage);

    // struct rusage: two times, then fourteen long numbers.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Usage
    {
        public fixed long Times[4];
        public nint MostResident;
        public fixed long Others[13];
    }
}
