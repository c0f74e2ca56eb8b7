using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Mpire.Interop.Linux;

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

    /// <summary>Finds its two ends.</summary>
    /// <returns>False where the system does not show what the thread waits for.</returns>
    public static bool TryFind(out int readEnd, out int writeEnd)
    {
        readEnd = writeEnd = -1;
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
        {
            if (!ReadOrEmpty(folder + "/comm").StartsWith(ThreadName, StringComparison.Ordinal)) continue;

            // Number of the call and its first arguments: poll (7; ppoll is 271, on arm64 73), the entries' address, one entry.
            var words = ReadOrEmpty(folder + "/syscall").Split(' ');
            if (words.Length > 2 && words[0] is "7" or "73" or "271" && words[2] == "0x1")
                readEnd = Marshal.ReadInt32(nint.Parse(words[1].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }

        var target = readEnd < 0 ? "" : TargetOf(readEnd);
        if (!target.StartsWith("pipe:", StringComparison.Ordinal)) return false;
        foreach (var path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            var descriptor = int.Parse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture);
            if (descriptor != readEnd && TargetOf(descriptor) == target) writeEnd = descriptor;
        }

        return writeEnd >= 0;
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string TargetOf(int descriptor)
    {
        const int longest = 256;
        var path = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}\0"));
        var target = stackalloc byte[longest];
        fixed (byte* first = path)
        {
            var length = RawCalls.ReadLink(first, target, longest);
            return length < 0 ? "" : Encoding.UTF8.GetString(target, (int)length);
        }
    }
}
