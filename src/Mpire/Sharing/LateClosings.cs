using System.Diagnostics;
using Mpire.Interop.Linux;

namespace Mpire.Sharing;

/// <summary>
/// Memory that this process has let go of while somebody was still on the way to it, as an argument that waits in a worker's queue or a result that
/// the caller has not read. The way stays open until they have arrived, but not for ever: what goes to a worker that was killed never arrives.
/// </summary>
/// <remarks>Looked after by a thread that ends with the last of them. A timer of the framework would leave one for ever, which stands in the way of copies of
/// the process.</remarks>
internal static class LateClosings
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly object Gate = new();
    private static readonly List<(SharedMemory Memory, long Since)> Waiting = [];
    private static readonly List<SharedMemory> Foreign = [];
    private static Thread? _thread;

    /// <summary>Closes it when what is under way has arrived.</summary>
    public static void Await(SharedMemory memory)
    {
        lock (Gate)
        {
            Waiting.Add((memory, Stopwatch.GetTimestamp()));
            if (_thread is not null) return;
            var thread = new Thread(TidyNowAndThen, 256 * 1024) { IsBackground = true, Name = "Mpire closer" };
            thread.UnsafeStart();
            _thread = thread;
        }
    }

    /// <summary>Closes what nobody waits for.</summary>
    public static void Tidy()
    {
        if (Volatile.Read(ref _thread) is null) return;
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

            if (Waiting.Count == 0) Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Lets the thread look whether it is to stand still.</summary>
    public static void Wake()
    {
        lock (Gate) Monitor.PulseAll(Gate);
    }

    /// <summary>In a copy of this process: what its original has let go of is not its own to close. Kept, so that nothing of it is finalized.</summary>
    public static void Forget()
    {
        foreach (var (memory, _) in Waiting) Foreign.Add(memory);
        Waiting.Clear();
        _thread = null;
        SharedMemories.ForgetSent();
    }

    /// <summary>Waits, at the end of a process, until what it has sent has arrived.</summary>
    public static void AwaitAll(TimeSpan longest)
    {
        var since = Stopwatch.GetTimestamp();
        using var pause = new ManualResetEventSlim();
        while ((AreAwaited() || SharedMemories.AreUnderWay()) && Stopwatch.GetElapsedTime(since) < longest) pause.Wait(1);
    }

    private static void TidyNowAndThen()
    {
        while (true)
        {
            lock (Gate)
            {
                if (Waiting.Count == 0)
                {
                    _thread = null;
                    return;
                }

                Monitor.Wait(Gate, Interval);
            }

            StandStill.Here();
            Tidy();
        }
    }

    private static bool AreAwaited()
    {
        Tidy();
        lock (Gate) return Waiting.Exists(static one => !one.Memory.IsClosing);
    }
}
