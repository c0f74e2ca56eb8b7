namespace Mpire.Engine;

/// <summary>Ends the workers of pools that nobody disposed and nobody can reach any more.</summary>
/// <remarks>Engines are kept here, so that they are whole when the finalizer of their pool calls: it ends processes, which takes mappings and
/// descriptors that have finalizers of their own. An open job keeps its pool, see <see cref="Job.Owner"/>.</remarks>
internal static class Abandonment
{
    private static readonly HashSet<PoolEngine> Living = [];

    /// <summary>Keeps an engine until it is disposed.</summary>
    public static void Watch(PoolEngine engine)
    {
        lock (Living) Living.Add(engine);
    }

    /// <summary>It is disposed.</summary>
    public static void Forget(PoolEngine engine)
    {
        lock (Living) Living.Remove(engine);
    }

    /// <summary>Its pool is gone. The finalizer's thread, which must not wait.</summary>
    public static void Abandon(PoolEngine engine) => ThreadPool.UnsafeQueueUserWorkItem(
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
