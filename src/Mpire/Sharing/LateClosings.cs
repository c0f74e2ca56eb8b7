using System.Diagnostics;

namespace Mpire.Sharing;

/// <summary>
/// Memory that this process has let go of while somebody was still on the way to it, as an argument that waits in a worker's queue or a result that
/// the caller has not read. The way stays open until they have arrived, but not for ever: what goes to a worker that was killed never arrives.
/// </summary>
internal static class LateClosings
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly Lock Gate = new();
    private static readonly List<(SharedMemory Memory, long Since)> Waiting = [];
    private static Timer? _timer;

    /// <summary>Closes it when what is under way has arrived.</summary>
    public static void Await(SharedMemory memory)
    {
        lock (Gate)
        {
            Waiting.Add((memory, Stopwatch.GetTimestamp()));
            _timer ??= new Timer(static _ => Tidy(), null, Interval, Interval);
        }
    }

    /// <summary>Closes what nobody waits for.</summary>
    public static void Tidy()
    {
        if (Volatile.Read(ref _timer) is null) return;
        lock (Gate)
        {
            for (var i = Waiting.Count - 1; i >= 0; i--)
            {
                var (memory, since) = Waiting[i];
                if (!memory.IsClosing)
                {
                    if (memory.IsAwaited && Stopwatch.GetElapsedTime(since) < Longest) continue;
                    memory.IsClosing = true;
                }

                if (memory.TryClose()) Waiting.RemoveAt(i);
            }

            if (Waiting.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>Waits, at the end of a process, until what it has sent has arrived.</summary>
    public static void AwaitAll(TimeSpan longest)
    {
        var since = Stopwatch.GetTimestamp();
        using var pause = new ManualResetEventSlim();
        while ((AreAwaited() || SharedMemories.AreUnderWay()) && Stopwatch.GetElapsedTime(since) < longest) pause.Wait(1);
    }

    private static bool AreAwaited()
    {
        Tidy();
        lock (Gate) return Waiting.Exists(static one => !one.Memory.IsClosing);
    }
}
