using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Opens what a descriptor of another process of the same user stands for, through <c>/proc</c>.</summary>
[SupportedOSPlatform("linux")]
internal static partial class ForeignDescriptor
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int FromEnd = 2;

    /// <summary>Opens it.</summary>
    /// <param name="processId">The process that has it open; may be this one.</param>
    /// <param name="descriptor">Its number there.</param>
    /// <param name="error">What the system said, if the result is negative.</param>
    /// <param name="isReadOnly">Whether for reading alone, instead of reading and writing.</param>
    /// <returns>A descriptor of this process, closed on exec, or -1.</returns>
    public static int TryOpen(int processId, int descriptor, out int error, bool isReadOnly = false)
    {
        var way = isReadOnly ? ReadOnly : ReadWrite;
        var opened = Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd/{descriptor}"), way | CloseOnExec);
        error = opened < 0 ? NativeError.Last : 0;
        return opened;
    }

    /// <summary>The size of what a descriptor of this process stands for; -1 if it has none.</summary>
    public static long SizeOf(int descriptor) => Seek(descriptor, 0, FromEnd);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int from);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
