using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Mpire.Benchmarks.StartProbe;

/// <summary>From a pool that does not exist to the results of its first map: once as the first thing that this process does, then again.</summary>
internal static class MapStart
{
    private const int WarmRounds = 2;

    public static void Measure(int workers)
    {
        Print("cold", Once(workers, out _));
        Print("caller-methods-jitted", JitInfo.GetCompiledMethodCount());
        Print("caller-jit", JitInfo.GetCompilationTime().TotalMilliseconds);
        for (var i = 0; i < WarmRounds; i++)
        {
            Print("warm", Once(workers, out var worker));
            Print("worker-methods-jitted", worker.Methods);
            Print("worker-jit", worker.Milliseconds);
        }
    }

    private static double Once(int workers, out Jitted worker)
    {
        var items = new int[workers];
        for (var i = 0; i < items.Length; i++) items[i] = i;
        var start = Stopwatch.GetTimestamp();
        using var pool = new WorkerPool(workers, StartMethod.Spawn);
        var results = pool.Map(x => x * x, items);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        for (var i = 0; i < items.Length; i++)
        {
            if (results[i] != i * i) throw new InvalidOperationException($"The square of {i} is not {results[i]}.");
        }

        worker = pool.Apply(() => new Jitted(JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime().TotalMilliseconds));
        return milliseconds;
    }

    private static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:F3}"));

    private readonly record struct Jitted(long Methods, double Milliseconds);
}
