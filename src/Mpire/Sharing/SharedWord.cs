using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Sharing;

/// <summary>Sleeps on a word of shared memory. Where the system has nothing for that, a sleeper looks again after a millisecond.</summary>
internal static unsafe class SharedWord
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Sleeps while the word has the value, at most so long. May return early for no reason.</summary>
    public static void Sleep(int* word, int value, TimeSpan longest)
    {
        if (Platform.HasLinuxPath) Futex.Sleep(word, value, longest);
        else Doze(longest < Moment ? longest : Moment);
    }

    /// <summary>Wakes up to so many.</summary>
    public static void Wake(int* word, int most)
    {
        if (Platform.HasLinuxPath) Futex.WakeUp(word, most);
    }

    private static void Doze(TimeSpan time)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(time);
    }
}
