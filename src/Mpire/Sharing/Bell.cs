namespace Mpire.Sharing;

/// <summary>
/// A word of shared memory that wakes those who wait for a change somewhere else in it. The lowest bit: somebody sleeps; the rest counts the rings, so that
/// a ring between looking and falling asleep is not slept through. Without sleepers a ring costs no system call.
/// </summary>
/// <remarks>A process that dies with a ring it should have passed on, or before it rings, costs the others one nap.</remarks>
internal static unsafe class Bell
{
    private const int Sleepers = 1;
    private const int OneRing = 2;

    /// <summary>Says that somebody may sleep now. What is waited for must be looked at once more before <see cref="SharedWord.Sleep"/> with the result.</summary>
    public static int Announce(int* bell)
    {
        while (true)
        {
            var seen = Volatile.Read(ref *bell);
            if (Interlocked.CompareExchange(ref *bell, seen | Sleepers, seen) == seen) return seen | Sleepers;
        }
    }

    /// <summary>Wakes up to so many; call it after the change.</summary>
    public static void Ring(int* bell, int most)
    {
        // The change must not be seen after the look at the sleepers.
        Interlocked.MemoryBarrier();
        for (var seen = Volatile.Read(ref *bell); (seen & Sleepers) != 0; seen = Volatile.Read(ref *bell))
        {
            if (Interlocked.CompareExchange(ref *bell, (seen & ~Sleepers) + OneRing, seen) != seen) continue;
            SharedWord.Wake(bell, most);
            return;
        }
    }

    /// <summary>Waits until a look succeeds.</summary>
    /// <param name="bell">What is rung when it may.</param>
    /// <param name="patience">What ends the wait.</param>
    /// <param name="isOne">Whether a ring wakes one only, so that the others are still asleep.</param>
    /// <param name="look">Whether what is waited for is there, and takes it; is told whether it has slept. What it throws ends the wait.</param>
    /// <returns>False if the time has run out.</returns>
    public static bool Wait(int* bell, Patience patience, bool isOne, Func<bool, bool> look)
    {
        for (var hasSlept = false; ; hasSlept = true)
        {
            if (look(hasSlept)) break;
            if (!patience.TryGetNap(out var nap)) return false;
            var seen = Announce(bell);
            if (look(false)) break;
            SharedWord.Sleep(bell, seen, nap);
        }

        // The ring that woke this one has taken the mark away; the others sleep on.
        if (isOne) _ = Announce(bell);
        return true;
    }
}
