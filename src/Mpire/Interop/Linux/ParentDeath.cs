using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Ties this process's life to its parent's.</summary>
[SupportedOSPlatform("linux")]
internal static partial class ParentDeath
{
    private const int SetParentDeathSignal = 1;
    private const int SigKill = 9;

    /// <summary>From now on the kernel kills this process when the thread that created it ends.</summary>
    /// <returns>False if the parent was gone before that took effect.</returns>
    public static bool TryFollow(int parent)
    {
        // Without the permission to ask (a sandbox), the end of the road to the parent still ends the worker.
        _ = Control(SetParentDeathSignal, SigKill, 0, 0, 0);
        return GetParent() == parent;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
