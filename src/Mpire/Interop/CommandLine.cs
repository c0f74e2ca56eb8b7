using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Mpire.Interop;

/// <summary>The command line of this process as the operating system knows it: with the host's own arguments, which
/// <see cref="Environment.GetCommandLineArgs"/> leaves out.</summary>
internal static unsafe partial class CommandLine
{
    private const int ControlKernel = 1;
    private const int KernelProcessArguments = 49;

    /// <summary>All of argv, the first included.</summary>
    public static IReadOnlyList<string> Read() =>
        OperatingSystem.IsWindows() ? ReadWindows()
        : OperatingSystem.IsMacOS() ? ReadApple()
        : Split(File.ReadAllBytes("/proc/self/cmdline"), int.MaxValue);

    private static List<string> Split(ReadOnlySpan<byte> bytes, int count)
    {
        var arguments = new List<string>();
        while (!bytes.IsEmpty && arguments.Count < count)
        {
            var end = bytes.IndexOf((byte)0);
            if (end < 0) end = bytes.Length;
            arguments.Add(Encoding.UTF8.GetString(bytes[..end]));
            bytes = bytes[Math.Min(end + 1, bytes.Length)..];
        }

        return arguments;
    }

    // Layout: int argc, path, zeros up to the next string, argv, envp.
    [SupportedOSPlatform("macos")]
    private static List<string> ReadApple()
    {
        var name = stackalloc int[] { ControlKernel, KernelProcessArguments, Environment.ProcessId };
        nuint size = 1 << 20;
        var buffer = new byte[size];
        fixed (byte* bytes = buffer)
        {
            if (SystemControl(name, 3, bytes, ref size, null, 0) != 0) throw NativeError.Exception("sysctl", NativeError.Last);
        }

        var text = buffer.AsSpan(0, (int)size);
        var count = MemoryMarshal.Read<int>(text);
        text = text[sizeof(int)..];
        text = text[text.IndexOf((byte)0)..].TrimStart((byte)0);
        return Split(text, count);
    }

    [SupportedOSPlatform("windows")]
    private static List<string> ReadWindows()
    {
        var vector = ToVector(GetCommandLine(), out var count);
        if (vector is null) throw NativeError.Exception("CommandLineToArgvW", NativeError.Last);
        var arguments = new List<string>(count);
        for (var i = 0; i < count; i++) arguments.Add(new string(vector[i]));
        _ = LocalFree(vector);
        return arguments;
    }

    [LibraryImport("libc", EntryPoint = "sysctl", SetLastError = true)]
    private static partial int SystemControl(int* name, uint length, void* old, ref nuint oldSize, void* replacement, nuint replacementSize);

    [LibraryImport("kernel32", EntryPoint = "GetCommandLineW")]
    private static partial char* GetCommandLine();

    [LibraryImport("shell32", EntryPoint = "CommandLineToArgvW", SetLastError = true)]
    private static partial char** ToVector(char* line, out int count);

    [LibraryImport("kernel32", EntryPoint = "LocalFree")]
    private static partial void* LocalFree(void* memory);
}
