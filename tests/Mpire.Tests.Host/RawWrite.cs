using System.Globalization;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Host;

/// <summary>The least a worker can do: one byte, without a stream. The floor that start times are compared with.</summary>
internal static unsafe partial class RawWrite
{
    public static int Byte(int descriptor, byte value) => Write(descriptor, &value, 1) == 1 ? 0 : 1;

    /// <summary>Never returns. The descriptor is the fourth word of the note.</summary>
    public static void AndExit(ReadOnlySpan<char> note)
    {
        for (var i = 0; i < 3; i++) note = note[(note.IndexOf(' ') + 1)..];
        _ = Byte(int.Parse(note[..note.IndexOf(' ')], CultureInfo.InvariantCulture), 1);
        Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void Exit(int code);
}
