using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>What the C library has.</summary>
[SupportedOSPlatform("linux")]
internal static class Glibc
{
    /// <summary>Whether there is <c>_Fork</c>: glibc 2.34 and later. The musl library has one of that name too, whose threads are built differently.</summary>
    public static bool HasUnderFork { get; } =
        NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _)
        && NativeLibrary.TryGetExport(library, "_Fork", out _);
}
