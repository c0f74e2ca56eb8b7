using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>The fork server's first thread, which no child has: it must sleep in the kernel, outside every lock of the C library.</summary>
[SupportedOSPlatform("linux")]
internal static class MainThread
{
    /// <summary>Waits until it sleeps in <c>pause</c> (34; where there is no such call, in <c>ppoll</c>, 73).</summary>
    /// <returns>False if it does not within so many milliseconds, or the system does not tell.</returns>
    public static bool IsParkedWithin(int processId, int milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            var text = OwnProcess.ReadOfThread(processId, "syscall");
            if (text.StartsWith("34 ", StringComparison.Ordinal) || text.StartsWith("73 ", StringComparison.Ordinal)) return true;
            if (text.Length == 0) return false;
            _ = RawCalls.Nap(1000);
        }

        return false;
    }
}
