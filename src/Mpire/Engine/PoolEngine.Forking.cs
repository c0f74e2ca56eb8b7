using Mpire.Interop.Linux;

namespace Mpire.Engine;

// What a pool owes to a process that copies itself: setup that is inherited as it is, and threads that stand still.
internal sealed partial class PoolEngine
{
    // How long a copy waits for the thread pool's threads to end, milliseconds.
    private const long PoolPatience = 10_000;

    private long _waitsForPoolSince;

    private bool InheritsSetup => _starter is { InheritsSetup: true };

    /// <summary>Lets this pool's threads see that they are to stand still.</summary>
    public void WakeToStandStill()
    {
        Waits.Wake();
        Driver.CallThread();
        FeederThreads.Wake();

        // Whoever waits for a job without driving it. Where the gate is held, they wake by themselves within a second.
        if (!Gate.TryEnter()) return;
        try
        {
            foreach (var job in _jobs) job.Sleeper?.Call();
        }
        finally
        {
            Gate.Exit();
        }
    }

    /// <summary>Whether a worker must not be started yet, under the gate: a copy has none of the thread pool's threads, which end soon after their last work. They are
    /// waited for outside the gate, since one of them may be on its way into it. A call that waits on one of them would wait for ever: it is told so.</summary>
    public bool MustWaitForThreadPool()
    {
        if (!InheritsSetup) return false;
        var now = Environment.TickCount64;
        if (ThreadPool.ThreadCount == 0 || (Driver.IsMine && Thread.CurrentThread.IsThreadPoolThread)) _waitsForPoolSince = 0;
        else if (_waitsForPoolSince == 0) _waitsForPoolSince = now;
        else if (now - _waitsForPoolSince > PoolPatience) _waitsForPoolSince = 0;
        return _waitsForPoolSince != 0;
    }

    /// <summary>Stands still outside a monitor that the calling thread has entered: nobody may find it locked meanwhile.</summary>
    public static void StandStillOutside(object entered)
    {
        // Again if the next one has begun meanwhile: its call came before the thread could wait for it.
        while (StandStill.IsWanted)
        {
            Monitor.Exit(entered);
            StandStill.Here();
            Monitor.Enter(entered);
        }
    }
}
