using Mpire.Interop.Linux;

namespace Mpire.Engine;

// What a pool owes to a process that copies itself: setup that is inherited as it is, and threads that stand still.
internal sealed partial class PoolEngine
{
    private bool InheritsSetup => _starter is { InheritsSetup: true };

    /// <summary>Lets this pool's threads see that they are to stand still.</summary>
    public void WakeToStandStill()
    {
        Waits.Wake();
        Driver.CallThread();
        FeederThreads.Wake();
    }

    /// <summary>Stands still outside a monitor that the calling thread has entered: nobody may find it locked meanwhile.</summary>
    public static void StandStillOutside(object entered)
    {
        if (!StandStill.IsWanted) return;
        Monitor.Exit(entered);
        StandStill.Here();
        Monitor.Enter(entered);
    }

    // As EndInOrder, by looking at the clock: a timer of the framework starts a thread that would stand in the way of every later copy.
    private void EndInOrderWithoutTimer()
    {
        WorkerSlot[] stopping;
        lock (Gate)
        {
            stopping = Array.FindAll(Slots, slot => slot.Link is not null);
            foreach (var slot in stopping) Dispatcher.StopWhenDone(slot);
        }

        var limit = Options.TerminateTimeout;
        var until = limit == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)limit.TotalMilliseconds;
        Driver.RunUntil(
            () => (!Array.Exists(stopping, slot => slot.Link is not null && slot.IsStopping) && Departures.Count == 0) || Environment.TickCount64 > until,
            CancellationToken.None,
            pollEvery: 10);
    }
}
