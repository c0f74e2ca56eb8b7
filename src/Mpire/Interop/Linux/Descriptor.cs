using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>What can be done with any file descriptor.</summary>
[SupportedOSPlatform("linux")]
internal static partial class Descriptor
{
    private const int SetDescriptorFlags = 2;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const int CloseOnExec = 1;
    private const int NonBlocking = 0x800;

    /// <summary>Closes it. Linux frees the number even when interrupted, so this is never repeated.</summary>
    public static void Close(int descriptor)
    {
        if (descriptor >= 0) _ = CloseOnce(descriptor);
    }

    /// <summary>Keeps programs that this process starts from inheriting it.</summary>
    public static void SetCloseOnExec(int descriptor) => Check(Control(descriptor, SetDescriptorFlags, CloseOnExec), descriptor);

    /// <summary>Makes its reads and writes return at once. A property of the open file, hence of every duplicate too.</summary>
    public static void SetNonBlocking(int descriptor)
    {
        var flags = Control(descriptor, GetStatusFlags, 0);
        Check(flags, descriptor);
        Check(Control(descriptor, SetStatusFlags, flags | NonBlocking), descriptor);
    }

    /// <summary>A second number for the same open file, closed on exec.</summary>
    /// <param name="descriptor">The number there is.</param>
    /// <param name="lowest">The lowest number that the copy may get.</param>
    public static int Duplicate(int descriptor, int lowest)
    {
        var copy = Control(descriptor, DuplicateCloseOnExec, lowest);
        Check(copy, descriptor);
        return copy;
    }

    private static void Check(int result, int descriptor)
    {
        if (result < 0) throw NativeError.Exception($"fcntl on descriptor {descriptor}", NativeError.Last);
    }

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseOnce(int descriptor);

    /// <summary>The bare call. Variadic in C; on x64 and arm64 Linux an int is passed alike either way.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Control(int descriptor, int command, int argument);
}
