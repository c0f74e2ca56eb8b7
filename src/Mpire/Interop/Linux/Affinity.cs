using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Which processors a thread, and what it starts, may use. Masks are arrays of 64 bits each, as long as this machine needs.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Affinity
{
    /// <summary>Processor ids from here on are refused: no kernel has as many (the largest Linux configuration has 8192).</summary>
    public const int IdLimit = 1 << 16;

    private const int Einval = 22;

    /// <summary>The processors of a process's first thread (by its id), or of the calling thread (by zero).</summary>
    public static ulong[] Get(int threadId)
    {
        for (var words = 16; ; words *= 2)
        {
            var mask = new ulong[words];
            fixed (ulong* bits = mask)
            {
                if (Get(threadId, (nuint)words * 8, bits) >= 0) return mask;
            }

            // The kernel refuses a mask that is shorter than its own.
            var error = NativeError.Last;
            if (error != Einval || words * 64 >= IdLimit) throw NativeError.Exception("sched_getaffinity", error);
        }
    }

    /// <summary>Sets the processors of the calling thread.</summary>
    /// <returns>Zero or the error number: 22 if none of them can be used by this process.</returns>
    public static int Set(ulong[] mask)
    {
        fixed (ulong* bits = mask)
        {
            return Set(0, (nuint)mask.Length * 8, bits) == 0 ? 0 : NativeError.Last;
        }
    }

    /// <summary>The mask with these processors. Ids must be in 0 … <see cref="IdLimit"/> - 1.</summary>
    public static ulong[] ToMask(IReadOnlyList<int> ids)
    {
        var highest = 0;
        for (var i = 0; i < ids.Count; i++) highest = Math.Max(highest, ids[i]);
        var mask = new ulong[(highest / 64) + 1];
        for (var i = 0; i < ids.Count; i++) mask[ids[i] / 64] |= 1UL << (ids[i] % 64);
        return mask;
    }

    /// <summary>Whether the mask has the processor.</summary>
    public static bool Has(ulong[] mask, int id) => id / 64 < mask.Length && (mask[id / 64] & (1UL << (id % 64))) != 0;

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int Get(int threadId, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int Set(int threadId, nuint size, ulong* mask);
}
