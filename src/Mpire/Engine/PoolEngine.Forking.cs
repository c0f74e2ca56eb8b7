using Mpire.Interop.Linux;
using Mpire.Workers;

namespace Mpire.Engine;

// What a pool owes to a process that copies itself: setup that is inherited as it is, and threads that stand still.
internal sealed partial class PoolEngine
{
    // How long a copy waits for the thread pool's threads to end, milliseconds.
    private const long PoolPatience = 10_000;

    private long _waitsForPoolSince;

    private bool InheritsSetup => _starter is { InheritsSetup: true };

    /// <summary>The function of a call as worker processes read it.</summary>
    /// <param name="function">The function.</param>
    /// <param name="isMap">Whether the call is a map, which may have its workers made for it.</param>
    /// <returns>Its bytes; <see cref="WrittenFunctions.Inherited"/> if all its workers will be copies that have it from birth, and it is long or cannot travel.</returns>
    /// <exception cref="SerializationException">It cannot travel, and has to.</exception>
    public byte[] Write(TaskFunction function, bool isMap)
    {
        if (!InheritsSetup) return WrittenFunctions.Get(function, Options.LostChanges);
        if (!Array.Exists(Slots, slot => slot.Link is not null && !IsOutdated(slot, isMap))) return WrittenFunctions.GetShort(function, Options.LostChanges);
        try
        {
            return WrittenFunctions.Get(function, Options.LostChanges);
        }
        catch (SerializationException refusal) when (refusal.Path is not null && !refusal.IsUselessInCopy)
        {
            throw new SerializationException(
                $"{refusal.Message} Workers that are forked for the call would inherit it: let those of earlier calls end first (WorkerPoolOptions.KeepAlive = false, or Stop).",
                refusal.Path,
                refusal.OffendingType,
                refusal);
        }
    }

    private FunctionDefinition Inherit(TaskFunction function)
    {
        var definition = Functions.Inherit(function);
        Setup!.Inherited!.Functions.Add(definition.Id, function);
        return definition;
    }

    // Forks the workers of a map that have to inherit its function, all in one moment, when it is on the books.
    private void ForkFor(Job job)
    {
        if (job is not { Definition.Inherited: not null, IsAsync: false, EndsAt: not null }) return;
        try
        {
            lock (Gate)
            {
                if (!_disposed && job.IsOpen && !MustWaitForThreadPool()) StartEmpty(job.Plan.ChunkCount ?? 0, JobsOpened);
            }
        }
        catch (Exception error)
        {
            Cancel(job, error);
            throw;
        }
    }

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
