using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>The current directory as a descriptor: it stands for the directory whatever its name is by now.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class CurrentDirectory
{
    private const int NameOnly = 0x20_0000;

    /// <summary>Opens it; closed on exec.</summary>
    public static int Open()
    {
        fixed (byte* path = ".\0"u8)
        {
            var descriptor = RawCalls.Open(path, NameOnly | RawCalls.CloseOnExec);
            return descriptor >= 0 ? descriptor : throw NativeError.Exception("open of the current directory", System.Runtime.InteropServices.Marshal.GetLastSystemError());
        }
    }
}
