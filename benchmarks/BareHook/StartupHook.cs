using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

#pragma warning disable CA1050 // The runtime looks for exactly this name, outside every namespace.

/// <summary>The least that a process started through a startup hook can do for its parent: one byte to a pipe it inherited.</summary>
internal static unsafe partial class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("MPIRE_BARE_PIPE") is not { } text) return;
        byte token = 1;
        _ = Write(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), &token, 1);
        Environment.Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int descriptor, byte* bytes, nuint count);
}
