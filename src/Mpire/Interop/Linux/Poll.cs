using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Waiting for several descriptors at once.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Poll
{
    /// <summary>There is something to read.</summary>
    public const short Readable = 1;

    /// <summary>There is room to write.</summary>
    public const short Writable = 4;

    /// <summary>The other end is closed (reported whether asked for or not).</summary>
    public const short HungUp = 0x10;

    /// <summary>Waits until one of the descriptors has what was asked for.</summary>
    /// <param name="entries">Descriptors and questions; the answers are written into them.</param>
    /// <param name="timeout">Milliseconds; -1 for no limit.</param>
    /// <returns>How many answered; zero when the time ran out.</returns>
    public static int Wait(PollEntry[] entries, int timeout)
    {
        fixed (PollEntry* first = entries)
        {
            return Wait(first, entries.Length, timeout);
        }
    }

    /// <summary>Looks whether the other end of a pipe is closed.</summary>
    public static bool IsHungUp(int descriptor)
    {
        var entry = new PollEntry { Descriptor = descriptor };
        return Wait(&entry, 1, 0) > 0 && (entry.Answers & HungUp) != 0;
    }

    /// <summary>Sleeps until there is something to read, or the other end is closed.</summary>
    /// <returns>False if the time ran out.</returns>
    public static bool IsReadableWithin(int descriptor, TimeSpan timeout)
    {
        var entry = new PollEntry { Descriptor = descriptor, Questions = Readable };
        var milliseconds = timeout == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
        return Wait(&entry, 1, milliseconds) > 0;
    }

    // Pointers, not spans: a span of an own type is code that is compiled at start.
    private static int Wait(PollEntry* entries, int length, int timeout)
    {
        var until = timeout > 0 ? Environment.TickCount64 + timeout : 0;
        while (true)
        {
            var count = Call(entries, (nuint)length, timeout);
            if (count >= 0) return count;
            var error = NativeError.Last;
            if (error != NativeError.Eintr) throw NativeError.Exception("poll", error);
            if (timeout > 0) timeout = (int)Math.Max(0, until - Environment.TickCount64);
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Call(PollEntry* entries, nuint count, int timeout);
}
