namespace Mpire.Scheduling;

/// <summary>
/// Counts the active tasks of a job against its maximum. A task is active from being read from the input until its result has been handed to
/// the caller: on its way, in a worker, on its way back, or waiting for its turn. Used by one thread at a time.
/// </summary>
/// <remarks>
/// A chunk gets all it wants or nothing, so that a caller who takes results singly does not cause chunks of one. A chunk longer than the
/// maximum itself could never be allowed (MPIRE waits for ever); it is cut to <see cref="FairShare"/>. With no active task at least one is
/// always allowed, so a job cannot get stuck here.
/// </remarks>
internal sealed class Backpressure
{
    private readonly int _workers;

    /// <summary>Counts from zero.</summary>
    /// <param name="maxTasksActive">The maximum, at least 1.</param>
    /// <param name="workers">Number of workers, at least 1.</param>
    public Backpressure(long maxTasksActive, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTasksActive, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        MaxTasksActive = maxTasksActive;
        _workers = workers;
    }

    /// <summary>Tasks that may be active at one time. May be changed while the job runs: tasks that are active already stay so.</summary>
    public long MaxTasksActive
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>Tasks that are active now.</summary>
    public long Active { get; private set; }

    /// <summary>The longest chunk with which all workers can be busy at one time, at least 1: what a chunk is cut to that does not fit, and
    /// the upper bound for chunks whose size nobody asked for.</summary>
    public int FairShare => (int)Math.Clamp(MaxTasksActive / _workers, 1, Array.MaxLength);

    /// <summary>
    /// MPIRE's default, opened up for workers that are given more than two chunks at once: workers · ceil(chunk size) · depth.
    /// </summary>
    /// <param name="workers">Number of workers.</param>
    /// <param name="chunkSize">Tasks per chunk.</param>
    /// <param name="depth">Chunks that one worker may have at one time; less than 2 counts as 2, as in MPIRE.</param>
    public static long DefaultMaxTasksActive(int workers, double chunkSize, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        if (chunkSize < 1) throw new ArgumentOutOfRangeException(nameof(chunkSize), chunkSize, "A chunk has at least one task.");
        var longest = (long)Math.Ceiling(Math.Min(chunkSize, Array.MaxLength));
        // No 128-bit numbers: ahead-of-time code cannot pass them. The first product stays below 2^62.
        var tasks = longest * workers;
        depth = Math.Max(depth, 2);
        return tasks > long.MaxValue / depth ? long.MaxValue : tasks * depth;
    }

    /// <summary>Whether <see cref="Allow"/> would give anything.</summary>
    public bool HasRoom(int wantedTasks) => (wantedTasks > MaxTasksActive ? FairShare : wantedTasks) <= MaxTasksActive - Active;

    /// <summary>Whether so much is free that somebody who waits for room is worth waking: not for every single task.</summary>
    public bool IsQuarterFree => Active <= MaxTasksActive - MaxTasksActive / 4;

    /// <summary>Asks for room, and takes it.</summary>
    /// <param name="wantedTasks">Length of the chunk that is to be read, at least 1.</param>
    /// <returns>Tasks that are active from now on: all that were wanted, fewer if they exceed the maximum itself, or 0: wait for a
    /// <see cref="Release"/>. Release what the input turned out not to have.</returns>
    public int Allow(int wantedTasks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wantedTasks, 1);
        var tasks = wantedTasks > MaxTasksActive ? FairShare : wantedTasks;
        if (tasks > MaxTasksActive - Active) return 0;
        Active += tasks;
        return tasks;
    }

    /// <summary>Gives room back: results were handed to the caller, or will never come.</summary>
    public void Release(int tasks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tasks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tasks, Active);
        Active -= tasks;
    }
}
