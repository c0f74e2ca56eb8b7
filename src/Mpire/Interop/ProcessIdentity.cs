using System.Diagnostics;
using System.Globalization;

namespace Mpire.Interop;

/// <summary>One process among all that ever had its number: the number, and when it was started.</summary>
/// <param name="ProcessId">The system's number.</param>
/// <param name="Started">When, in the system's own measure; 40 bits of it.</param>
internal readonly record struct ProcessIdentity(int ProcessId, long Started)
{
    /// <summary>The bits of <see cref="Started"/> that are kept.</summary>
    public const long StartedMask = (1L << 40) - 1;

    private const int StartTimeField = 19;
    private const long ProcessMask = (1L << 22) - 1;
    private const int StartedShift = 24;

    private static Known? _own;

    /// <summary>This process. A forked process has another identity than the one it is a copy of.</summary>
    public static ProcessIdentity Own
    {
        get
        {
            var known = _own;
            if (known?.Identity.ProcessId == Environment.ProcessId) return known.Identity;
            TryRead(Environment.ProcessId, out var started);
            _own = known = new Known(new ProcessIdentity(Environment.ProcessId, started));
            return known.Identity;
        }
    }

    /// <summary>Whether the process runs. One that was killed and not yet reaped does not.</summary>
    public bool IsAlive => TryRead(ProcessId, out var started) && started == Started;

    /// <summary>The process in one word: bits 0 to 21 its number, 24 to 63 when it was started. Two bits are the user's.</summary>
    public long ToWord() => (ProcessId & ProcessMask) | (Started << StartedShift);

    /// <summary>The process of a word.</summary>
    public static ProcessIdentity Of(long word) => new((int)(word & ProcessMask), (word >>> StartedShift) & StartedMask);

    private static bool TryRead(int processId, out long started)
    {
        started = 0;
        try
        {
            if (!Platform.HasLinuxPath)
            {
                using var process = Process.GetProcessById(processId);
                started = process.StartTime.Ticks & StartedMask;
                return !process.HasExited;
            }

            // number (name) state parent …; the name may hold anything.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            started = long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture) & StartedMask;
            return fields[0] is not ("Z" or "X");
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private sealed record Known(ProcessIdentity Identity);
}
