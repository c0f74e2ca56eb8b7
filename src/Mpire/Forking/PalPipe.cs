using System.Globalization;
using System.Runtime.Versioning;

namespace Mpire.Forking;

/// <summary>
/// The pipe by which the runtime wakes its own thread for synchronisation when a process ends. A child inherits the server's: its end would wake, and
/// break, the server's thread. So each child puts something else in its place (see <see cref="Offspring"/>).
/// </summary>
/// <remarks>Found by what the thread waits for, since the runtime does not tell: <c>/proc/self/task/N/syscall</c> names the poll entry.</remarks>
[SupportedOSPlatform("linux")]
internal static unsafe class PalPipe
{
    private const string ThreadName = ".NET SynchManag";
    private const int FirstOnes = 100;
    private const int MostDescriptors = 1024;

    /// <summary>Finds its two ends.</summary>
    /// <returns>False where the system does not show what the thread waits for.</returns>
    public static bool TryFind(out int readEnd, out int writeEnd)
    {
        readEnd = writeEnd = -1;

        // The runtime's own threads and descriptors are among its first.
        var process = Environment.ProcessId;
        for (var thread = process + 1; readEnd < 0 && thread < process + FirstOnes; thread++) readEnd = ReadEndIfOf(thread);

        // In a process that has run another program before, their numbers may be far from its own.
        foreach (var folder in readEnd < 0 ? Directory.GetDirectories("/proc/self/task") : [])
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var thread) && readEnd < 0)
                readEnd = ReadEndIfOf(thread);
        }

        var target = readEnd < 0 ? "" : OwnProcess.TargetOf(readEnd);
        if (!target.StartsWith("pipe:", StringComparison.Ordinal)) return false;
        for (var descriptor = 0; writeEnd < 0 && descriptor < MostDescriptors; descriptor++)
        {
            if (descriptor != readEnd && OwnProcess.TargetOf(descriptor) == target) writeEnd = descriptor;
        }

        return writeEnd >= 0;
    }

    private static int ReadEndIfOf(int thread) =>
        OwnProcess.ReadOfThread(thread, "comm").StartsWith(ThreadName, StringComparison.Ordinal) ? ReadEndOf(thread) : -1;

    // Number of the call and its first arguments: poll (7; ppoll is 271, on arm64 73), the entries' address, one entry.
    private static int ReadEndOf(int thread)
    {
        var words = OwnProcess.ReadOfThread(thread, "syscall").Split(' ');
        return words.Length > 2 && words[0] is "7" or "73" or "271" && words[2] == "0x1"
            ? *(int*)nint.Parse(words[1].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : -1;
    }
}
