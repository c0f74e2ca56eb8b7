using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Forks at a moment when this process has no thread but the expected ones.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class QuietFork
{
    /// <summary>There were other threads for as long as was asked to wait.</summary>
    public const int NotQuiet = -2;

    private const int StatusBytes = 4096;

    /// <summary>Looks and forks with nothing in between that could start a thread.</summary>
    /// <param name="threads">How many threads there must be.</param>
    /// <param name="milliseconds">How long to wait for that.</param>
    /// <returns>As fork: the child's id, zero in the child, -1 for an error; or <see cref="NotQuiet"/>. The child leads a group of its own.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int Try(int threads, int milliseconds)
    {
        int child;
        return TryMany(threads, milliseconds, &child, 1) == NotQuiet ? NotQuiet : child;
    }

    /// <summary>As <see cref="Try"/>, of several children: what one fork has to wait for, all have waited for. Each child leads a group of its own.</summary>
    /// <param name="threads">How many threads there must be.</param>
    /// <param name="milliseconds">How long to wait for that.</param>
    /// <param name="children">Room for what each fork returns; ends early at an error, which is -1. In a child its own is zero.</param>
    /// <param name="count">How many.</param>
    /// <returns>How many have been forked, in a child before it; or <see cref="NotQuiet"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int TryMany(int threads, int milliseconds, int* children, int count)
    {
        for (var i = 0; CountThreads() != threads; i++)
        {
            if (i >= milliseconds) return NotQuiet;
            _ = RawCalls.Nap(1000);
        }

        for (var i = 0; i < count; i++)
        {
            var child = RawCalls.Fork();
            children[i] = child;
            if (child <= 0) return i;

            // Before anybody is told, so that the child's whole group can be ended from then on. It does the same for itself: whoever is first.
            _ = RawCalls.SetGroup(child, child);
        }

        return count;
    }

    /// <summary>Waits until there are only so many threads, without forking.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool Wait(int threads, int milliseconds)
    {
        for (var i = 0; CountThreads() != threads; i++)
        {
            if (i >= milliseconds) return false;
            _ = RawCalls.Nap(1000);
        }

        return true;
    }

    /// <summary>The number after "Threads:" in <c>/proc/self/status</c>; -1 if it cannot be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int CountThreads()
    {
        // Written out, since a literal in memory that is not yet touched would be new code's business.
        var path = stackalloc byte[32];
        ((ulong*)path)[0] = 0x65732F636F72702F; // "/proc/se"
        ((ulong*)path)[1] = 0x75746174732F666C; // "lf/statu"
        ((ulong*)path)[2] = 0x73;               // "s"
        var file = RawCalls.Open(path, RawCalls.CloseOnExec);
        if (file < 0) return -1;
        var text = stackalloc byte[StatusBytes];
        var length = RawCalls.Read(file, text, StatusBytes);
        _ = RawCalls.Close(file);
        for (nint i = 0; i + 10 < length; i++)
        {
            if (*(ulong*)(text + i) != 0x736461657268540A || text[i + 8] != ':') continue; // "\nThreads:"
            i += 9;
            while (i < length && text[i] is (byte)' ' or (byte)'\t') i++;
            var count = 0;
            for (; i < length && text[i] is >= (byte)'0' and <= (byte)'9'; i++) count = (count * 10) + text[i] - '0';
            return count;
        }

        return -1;
    }
}
