using System.Reflection;
using Mpire.Engine;

namespace Mpire.Tests.Contracts;

/// <summary>Looks behind a pool's public face.</summary>
internal static class Engines
{
    public static PoolEngine Of<TWorker>(WorkerPoolBase<TWorker> pool)
        where TWorker : Worker =>
        (PoolEngine)typeof(WorkerPoolBase<TWorker>).GetField("_engine", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(pool)!;
}
