using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Reads and writes of a few bytes, repeated when a signal interrupts them (SIGCHLD comes exactly when a worker dies).</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class ReadWrite
{
    /// <summary>The descriptor is non-blocking and nothing can be moved now.</summary>
    public const int WouldBlock = -1;

    /// <summary>The other end is closed.</summary>
    public const int PeerClosed = 0;

    /// <summary>Reads what is there.</summary>
    /// <returns>Bytes read, <see cref="PeerClosed"/> or <see cref="WouldBlock"/>.</returns>
    public static int Read(int descriptor, byte* buffer, int length)
    {
        while (true)
        {
            var count = ReadOnce(descriptor, buffer, (nuint)length);
            if (count >= 0) return (int)count;
            var error = NativeError.Last;
            if (error == NativeError.Eagain) return WouldBlock;
            if (error != NativeError.Eintr) throw NativeError.Exception($"read of descriptor {descriptor}", error);
        }
    }

    /// <summary>Writes a few bytes that a pipe takes whole or not at all.</summary>
    /// <returns>Bytes written, <see cref="PeerClosed"/> or <see cref="WouldBlock"/>.</returns>
    public static int Write(int descriptor, byte* buffer, int length)
    {
        while (true)
        {
            var count = WriteOnce(descriptor, buffer, (nuint)length);
            if (count >= 0) return (int)count;
            var error = NativeError.Last;
            if (error == NativeError.Eagain) return WouldBlock;
            if (error == NativeError.Epipe) return PeerClosed;
            if (error != NativeError.Eintr) throw NativeError.Exception($"write to descriptor {descriptor}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadOnce(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint WriteOnce(int descriptor, byte* buffer, nuint length);
}
