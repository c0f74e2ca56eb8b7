using System.Reflection;
using Mpire.Pool;

namespace Mpire.Tests.Contracts;

/// <summary>Looks behind a pool's public face.</summary>
internal static class Engines
{
    public static Engine Of<TWorker>(WorkerPoolBase<TWorker> pool)
        where TWorker : Worker =>
        (Engine)typeof(WorkerPoolBase<TWorker>).GetField("_engine", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(pool)!;
}
