using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Sleeping on a word of shared memory until another process changes it (<c>futex(2)</c>).</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Futex
{
    private const nint Wait = 0;
    private const nint Wake = 1;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    /// <summary>Sleeps while the word has the value, at most for a time. Returns early for whatever reason: the caller looks at the word again.</summary>
    public static void Sleep(int* word, int value, TimeSpan longest)
    {
        var time = new Time { Seconds = (long)longest.TotalSeconds, Nanoseconds = longest.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
        _ = Call(Number, word, Wait, value, &time, 0, 0);
    }

    /// <summary>Sleeps while the word has the value, without a limit. May return early.</summary>
    public static void SleepForEver(int* word, int value) => _ = Call(Number, word, Wait, value, null, 0, 0);

    /// <summary>Wakes up to so many sleepers, in whatever process they are.</summary>
    public static void WakeUp(int* word, int most) => _ = Call(Number, word, Wake, most, null, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, int* word, nint operation, nint value, Time* timeout, nint second, nint third);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
