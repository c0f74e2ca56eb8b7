using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Mappings of shared memory into this process.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Mmap
{
    private const int None = 0;
    private const int ReadWrite = 1 | 2;
    private const int Shared = 1;
    private const int Private = 2;
    private const int Fixed = 0x10;
    private const int Anonymous = 0x20;
    private const int NoReserve = 0x4000;

    /// <summary>Maps a piece of a file, shared with every other process that maps it.</summary>
    public static byte* Map(int descriptor, long offset, long length)
    {
        var address = Call(null, (nuint)length, ReadWrite, Shared, descriptor, offset);
        if (address == -1) throw NativeError.Exception($"mmap of {length} bytes of shared memory", NativeError.Last);
        return (byte*)address;
    }

    /// <summary>Takes a stretch of addresses without memory, to lay mappings into it.</summary>
    public static byte* Reserve(long length)
    {
        var address = Call(null, (nuint)length, None, Private | Anonymous | NoReserve, -1, 0);
        if (address == -1) throw NativeError.Exception($"mmap of {length} bytes of address space", NativeError.Last);
        return (byte*)address;
    }

    /// <summary>Maps a piece of a file at an address within a stretch that <see cref="Reserve"/> took.</summary>
    public static void MapAt(byte* address, int descriptor, long offset, long length)
    {
        if (Call(address, (nuint)length, ReadWrite, Shared | Fixed, descriptor, offset) == -1)
            throw NativeError.Exception($"mmap of {length} bytes of shared memory", NativeError.Last);
    }

    /// <summary>Maps a piece of a file there for this process alone: reading shows the file, writing copies the page.</summary>
    public static void MapPrivateAt(byte* address, int descriptor, long offset, long length)
    {
        if (Call(address, (nuint)length, ReadWrite, Private | Fixed | NoReserve, descriptor, offset) == -1)
            throw NativeError.Exception($"mmap of {length} bytes for writing to a copy", NativeError.Last);
    }

    /// <summary>Lets go of what is mapped and leaves empty memory of this process in its place, in one step: who still looks there reads zeros.</summary>
    public static void Vacate(byte* address, long length) =>
        _ = Call(address, (nuint)length, ReadWrite, Private | Anonymous | NoReserve | Fixed, -1, 0);

    /// <summary>Undoes every mapping within a stretch of addresses.</summary>
    public static void Unmap(byte* address, long length) => _ = Release(address, (nuint)length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(byte* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Release(byte* address, nuint length);
}
