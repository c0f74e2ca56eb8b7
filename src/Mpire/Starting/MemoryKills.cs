using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>Tells whether a process that was killed was killed by the system for want of memory: its control group counts such kills.</summary>
internal static class MemoryKills
{
    private static readonly Lock Gate = new();
    private static long? _known;
    private static long _untold;
    private static bool _hasBegun;

    /// <summary>Notes how many there have been before any of ours. Some file reads, once.</summary>
    public static void Begin()
    {
        if (Volatile.Read(ref _hasBegun) || !Platform.HasLinuxPath) return;
        lock (Gate)
        {
            if (_hasBegun) return;
            _known = ControlGroup.CountKills();
            _hasBegun = true;
        }
    }

    /// <summary>Whether there has been one more, which nobody was told of; for a process that was ended by SIGKILL.</summary>
    /// <returns><see langword="null"/> if nobody counts.</returns>
    public static bool? TakeOne()
    {
        if (!Platform.HasLinuxPath) return null;
        lock (Gate)
        {
            if (ControlGroup.CountKills() is not { } count || _known is not { } known) return null;
            _untold += count - known;
            _known = count;
            if (_untold <= 0) return false;
            _untold--;
            return true;
        }
    }
}
