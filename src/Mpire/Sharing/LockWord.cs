using Mpire.Interop;

namespace Mpire.Sharing;

/// <summary>
/// A lock in one word of shared memory that says who holds it, so that taking the lock and saying so is one step and a holder that dies at any moment
/// is found out.
/// </summary>
/// <remarks>
/// Bits 0 to 21: the holder's process; 22: somebody sleeps; 24 to 63: when the process was started. All zero: free. The half that sleepers watch, the
/// lower one, has process and sleepers. Sleeping follows Drepper, "Futexes Are Tricky", mutex 2: who has slept takes the lock with the sleepers' bit
/// set, since others may sleep still. Sleep is short, so that a lost wake-up, a dead holder or a cancellation is seen.
/// </remarks>
internal static unsafe class LockWord
{
    private const long Sleepers = 1L << 22;
    private const long Process = ~(3L << 22);
    private const int Yields = 16;

    private static Name? _own;

    /// <summary>This process as holder.</summary>
    public static long Own
    {
        get
        {
            // A forked process is another one than it was.
            var own = _own;
            var id = Environment.ProcessId;
            return own?.ProcessId == id ? own.Word : (_own = new Name(id, ProcessIdentity.Own.ToWord())).Word;
        }
    }

    /// <summary>Takes the lock if it is free.</summary>
    public static bool TryEnter(long* word) => Interlocked.CompareExchange(ref *word, Own, 0) == 0;

    /// <summary>Whether the process of a word is this one, whatever its two spare bits say.</summary>
    public static bool IsOwn(long word) => (word & Process) == Own;

    /// <summary>Gives it free, whatever this process has forgotten meanwhile: only the holder calls this.</summary>
    public static void Exit(long* word)
    {
        if ((Interlocked.Exchange(ref *word, 0) & Sleepers) != 0) SharedWord.Wake((int*)word, 1);
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="word">The lock.</param>
    /// <param name="patience">What ends the wait.</param>
    /// <param name="isGone">Whether the memory was disposed of, and whether a holder in this very process is gone: asked between naps.</param>
    public static LockResult Enter(long* word, Patience patience, Func<long, bool> isGone)
    {
        var mark = 0L;
        for (var turn = 0; ; turn++)
        {
            var seen = Volatile.Read(ref *word);
            if (seen == 0)
            {
                if (Interlocked.CompareExchange(ref *word, Own | mark, 0) == 0) return LockResult.Entered;
                continue;
            }

            if (!patience.TryGetNap(out var nap)) return LockResult.TimedOut;
            if (turn < Yields && (seen & Sleepers) == 0)
            {
                Thread.Yield();
                continue;
            }

            if ((seen & Sleepers) == 0)
            {
                if (Interlocked.CompareExchange(ref *word, seen | Sleepers, seen) != seen) continue;
                seen |= Sleepers;
            }

            SharedWord.Sleep((int*)word, (int)seen, nap);
            mark = Sleepers;
            if (Volatile.Read(ref *word) == seen && isGone(seen) && Interlocked.CompareExchange(ref *word, Own | mark, seen) == seen)
                return LockResult.Abandoned;
        }
    }

    /// <summary>Whether the process that holds a lock has ended.</summary>
    public static bool HasHolderEnded(long word) => !ProcessIdentity.Of(word).IsAlive;

    private sealed record Name(int ProcessId, long Word);
}

/// <summary>What came of waiting for a lock.</summary>
internal enum LockResult
{
    TimedOut,
    Entered,

    /// <summary>Entered, after a holder that died.</summary>
    Abandoned,
}
