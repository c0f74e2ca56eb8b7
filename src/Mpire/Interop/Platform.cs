namespace Mpire.Interop;

/// <summary>The one place that asks which operating system this is.</summary>
internal static class Platform
{
    /// <summary>Whether shared-memory rings over memfd and pipes, and starting by <c>posix_spawn</c>, can be used.</summary>
    [System.Runtime.Versioning.SupportedOSPlatformGuard("linux")]
    public static bool HasLinuxPath { get; } =
        OperatingSystem.IsLinux() && BitConverter.IsLittleEndian && Environment.Is64BitProcess;
}
