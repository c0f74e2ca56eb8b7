using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Changes the C library's environment, which native code and the processes it starts see.
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> changes .NET's own copy alone.</summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
internal static partial class NativeEnvironment
{
    /// <summary>Sets or, with <see langword="null"/>, removes a variable. Only while no other native code reads the environment.</summary>
    public static void Set(string name, string? value)
    {
        _ = value is null ? Unset(name) : Set(name, value, 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unset(string name);
}
