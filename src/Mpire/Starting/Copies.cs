using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>The living copies of this process, and what has to happen to it for the next one.</summary>
internal static class Copies
{
    private static readonly Lock Gate = new();
    private static readonly List<FrameChannel> Living = [];

    /// <summary>Whether this process is a copy. It cannot be copied again: it lacks threads that the runtime had.</summary>
    public static bool IsCopy { get; private set; }

    /// <summary>Whether this process has made a pool. Set by the engine.</summary>
    public static bool HadPools { get; set; }

    /// <summary>Wakes the threads of all pools, so that they see that they are to stand still. Set by the engine.</summary>
    public static Action StandStill { get; set; } = static () => { };

    /// <summary>Lets a copy forget the pools of its original: their workers are none of its own. Set by the engine.</summary>
    public static Action ForgetPools { get; set; } = static () => { };

    /// <summary>Notes the road to a copy that is about to be made.</summary>
    public static void Add(FrameChannel road)
    {
        lock (Gate) Living.Add(road);
    }

    /// <summary>It is about to be closed.</summary>
    public static void Remove(FrameChannel road)
    {
        lock (Gate) Living.Remove(road);
    }

    /// <summary>In a copy, before it has a second thread: the ends of roads that belong to its original would keep those from ending. Closed by their
    /// numbers; the objects stay as they are, and reachable, so that they never close a number that is another's by then.</summary>
    public static void Forget()
    {
        foreach (var road in Living) road.CloseInCopy();
        IsCopy = true;
        StarterThread.Forget();
        ForgetPools();
    }
}
