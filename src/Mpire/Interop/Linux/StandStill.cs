using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>
/// Where threads of this library stand while the process is copied: in the kernel, outside every lock of the C library and the runtime, without a time
/// limit that could wake them in the middle of it.
/// </summary>
internal static unsafe class StandStill
{
    private static readonly int* Word = (int*)NativeMemory.AllocZeroed(64);
    private static volatile bool _isWanted;

    /// <summary>Whether threads are to stand still. Looked at after each of their waits.</summary>
    public static bool IsWanted => _isWanted;

    /// <summary>Where they stand, as <c>/proc</c> shows it.</summary>
    public static nint Address => (nint)Word;

    /// <summary>Begins it.</summary>
    public static void Begin()
    {
        Volatile.Write(ref *Word, 1);
        _isWanted = true;
    }

    /// <summary>Stands until it ends. Returns at once where nobody has to.</summary>
    public static void Here()
    {
        if (!OperatingSystem.IsLinux()) return;
        while (Volatile.Read(ref *Word) != 0) Futex.SleepForEver(Word, 1);
    }

    /// <summary>Lets everybody go on.</summary>
    [SupportedOSPlatform("linux")]
    public static void End()
    {
        _isWanted = false;
        Volatile.Write(ref *Word, 0);
        Futex.WakeUp(Word, int.MaxValue);
    }
}
