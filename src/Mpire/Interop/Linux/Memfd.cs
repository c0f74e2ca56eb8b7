using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Anonymous shared memory that lives as long as somebody holds its descriptor or a mapping; not on /dev/shm, so not bound by its size.</summary>
[SupportedOSPlatform("linux")]
internal static partial class Memfd
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const uint NoExecSeal = 8;
    private const int Einval = 22;

    private const long FillPiece = 16L << 20;

    private const int AddSeals = 1033;
    private const int SealSealing = 1;
    private const int SealShrink = 2;
    private const int SealGrow = 4;

    /// <summary>Creates zeroed memory of a fixed size that no holder of the descriptor can change: a mapping of it never faults for being cut.
    /// </summary>
    /// <returns>The descriptor, closed on exec.</returns>
    /// <exception cref="IOException">Names the bytes wanted.</exception>
    public static int Create(string name, long size)
    {
        var descriptor = Make(name, CloseOnExec | AllowSealing | NoExecSeal);
        // Kernels before 6.3 do not know the flag; some newer ones demand it.
        if (descriptor < 0 && NativeError.Last == Einval) descriptor = Make(name, CloseOnExec | AllowSealing);
        if (descriptor < 0) throw NativeError.Exception($"memfd_create for {size} bytes of shared memory", NativeError.Last);
        if (Truncate(descriptor, size) != 0) throw GiveUp(descriptor, $"ftruncate of shared memory to {size} bytes");
        if (Descriptor.Control(descriptor, AddSeals, SealSealing | SealShrink | SealGrow) != 0) throw GiveUp(descriptor, "fcntl(F_ADD_SEALS)");
        return descriptor;
    }

    /// <summary>Takes the memory now, piece by piece, instead of when it is first touched.</summary>
    /// <exception cref="IOException">There is not so much.</exception>
    public static void Fill(int descriptor, long size)
    {
        for (long at = 0; at < size;)
        {
            // In pieces, since a signal makes the system undo the piece it is at.
            var piece = Math.Min(FillPiece, size - at);
            if (Allocate(descriptor, 0, at, piece) == 0) at += piece;
            else if (NativeError.Last is not NativeError.Eintr and var error) throw NativeError.Exception($"fallocate of {size} bytes of shared memory", error);
        }
    }

    private static IOException GiveUp(int descriptor, string call)
    {
        var error = NativeError.Last;
        Descriptor.Close(descriptor);
        return NativeError.Exception(call, error);
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Make(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Truncate(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Allocate(int descriptor, int mode, long offset, long length);
}
