using Mpire.Interop;

namespace Mpire.Sharing;

/// <summary>
/// Goes through a table of processes in shared memory, to find those that have ended. Asking the system about a process costs 50 µs, so each call asks about
/// one that was not asked about in this round.
/// </summary>
internal sealed unsafe class Roll(long* table, int count)
{
    private readonly HashSet<ProcessIdentity> _asked = [];
    private int _at;

    /// <summary>The place of an entry whose process has ended, or -1.</summary>
    /// <param name="entry">What stands there.</param>
    public int FindEnded(out long entry)
    {
        entry = 0;
        for (var i = 0; i < count; i++)
        {
            var at = _at;
            if (at == 0) _asked.Clear();
            _at = (at + 1) % count;
            entry = Volatile.Read(ref table[at]);
            if (entry == 0 || LockWord.IsOwn(entry)) continue;
            var process = ProcessIdentity.Of(entry);
            if (!_asked.Add(process)) continue;
            if (process.IsAlive) return -1;
            _asked.Remove(process);
            return at;
        }

        return -1;
    }
}
