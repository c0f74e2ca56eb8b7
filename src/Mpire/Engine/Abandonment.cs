using Mpire.Sharing;
using Mpire.Starting;

namespace Mpire.Engine;

/// <summary>Ends the workers of pools that nobody disposed and nobody can reach any more.</summary>
/// <remarks>Engines are kept here, so that they are whole when the finalizer of their pool calls: it ends processes, which takes mappings and
/// descriptors that have finalizers of their own. An open job keeps its pool, see <see cref="Job.Owner"/>.</remarks>
internal static class Abandonment
{
    private static readonly HashSet<PoolEngine> Living = [];

    private static readonly HashSet<PoolEngine> Foreign = [];

    static Abandonment()
    {
        Copies.StandStill = WakeToStandStill;
        Copies.ForgetPools = ForgetAll;
    }

    /// <summary>Keeps an engine until it is disposed.</summary>
    public static void Watch(PoolEngine engine)
    {
        Copies.HadPools = true;
        lock (Living) Living.Add(engine);
    }

    /// <summary>It is disposed.</summary>
    public static void Forget(PoolEngine engine)
    {
        lock (Living) Living.Remove(engine);
    }

    private static void WakeToStandStill()
    {
        PoolEngine[] engines;
        lock (Living) engines = [.. Living];
        foreach (var engine in engines) engine.WakeToStandStill();
        LateClosings.Wake();
    }

    // In a copy of this process, which has one thread: these pools and their workers are those of its original. Kept, so that nothing of them is finalized.
    private static void ForgetAll()
    {
        Foreign.UnionWith(Living);
        Living.Clear();
        LateClosings.Forget();
    }

    /// <summary>Whether an engine is another process's, of which this one is a copy.</summary>
    public static bool IsForeign(PoolEngine engine) => Foreign.Count > 0 && Foreign.Contains(engine);

    /// <summary>Its pool is gone. The finalizer's thread, which must not wait.</summary>
    public static void Abandon(PoolEngine engine)
    {
        if (!Foreign.Contains(engine)) End(engine);
    }

    private static void End(PoolEngine engine) => ThreadPool.UnsafeQueueUserWorkItem(
        static engine =>
        {
            try
            {
                engine.Dispose();
            }
            catch (Exception)
            {
                // There is nobody left to tell.
            }
        },
        engine,
        preferLocal: false);
}
