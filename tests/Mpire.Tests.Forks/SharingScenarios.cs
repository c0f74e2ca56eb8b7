using System.Globalization;

namespace Mpire.Tests.Forks;

// What workers inherit.
internal static partial class Scenarios
{
    private static int _static;

    private static void Untransportable()
    {
        // An open file, a lambda's closure over it, a handle, a weak reference: none of them could be written.
        using var file = new StreamReader(typeof(Scenarios).Assembly.Location);
        var hash = file.GetHashCode();
        var shared = new Private(file, () => file.GetHashCode(), new WeakReference(file));
        using var pool = WorkerPool.Create(Two).Share(shared).Build();
        var seen = pool.Map((worker, _) => (worker.Shared.Call(), worker.Shared.File.BaseStream.Length, worker.Shared.Weak.IsAlive), [1, 2]);
        True(seen[0] == (hash, file.BaseStream.Length, true), $"{seen[0]}");
    }

    private static void Factory()
    {
        var process = Environment.ProcessId;
        using var pool = WorkerPool.Create(Two).Share(() => (Process: Environment.ProcessId, Numbers: Enumerable.Range(0, 1000).ToList())).Build();
        var seen = pool.Map((worker, x) => (worker.Shared.Process, worker.Shared.Numbers[x]), [1, 2]);
        True(seen[1] == (process, 2), $"{seen[1]}");
    }

    private static void FailingFactory()
    {
        using var pool = WorkerPool.Create(Two).Share<int>(() => throw new FormatException("No data.")).Build();
        True(Throws<FormatException>(() => pool.Map((worker, x) => x, [1, 2])).Message.Contains("No data.", StringComparison.Ordinal), "another message");
    }

    private static void CopyOnWrite()
    {
        var shared = Enumerable.Range(0, 300_000).ToDictionary(i => i, i => $"value {i}");
        using var pool = WorkerPool.Create(Two).Share(shared).Build();
        var told = pool.Map(
            (worker, _) =>
            {
                var length = 0L;
                foreach (var (key, value) in worker.Shared) length += key + value.Length;
                worker.Shared[7] = "changed in a worker";
                return (length, PrivateMegabytes());
            },
            [1, 2]);
        True(shared[7] == "value 7", "a worker has changed the program's object");
        True(told.All(one => one.Item2 < 12), $"a worker has {told.Max(one => one.Item2)} MB for itself after it has read everything");

        // What the program changes afterwards, new workers see.
        shared[7] = "changed in the program";
        pool.Stop();
        True(pool.Map((worker, _) => worker.Shared[7], [1])[0] == "changed in the program", "a new worker sees an old object");
    }

    private static void Statics()
    {
        _static = 42;
        using var pool = new WorkerPool(Two with { LostChanges = LostChanges.Ignore });
        Same([42, 42], pool.Map(_ => _static, [1, 2]));
    }

    private static void Hooks()
    {
        using var file = new StreamReader(typeof(Scenarios).Assembly.Location);
        using var pool = WorkerPool.Create(Two).Share(file).WithState(worker => new List<int> { worker.Id }, worker => worker.State.Count).Build();
        for (var i = 0; i < 2; i++)
        {
            _ = pool.Map(
                (worker, x) =>
                {
                    worker.State.Add(x);
                    return worker.Shared.BaseStream.Length;
                },
                Numbers);
            pool.Stop();

            // One for itself and one for each task; a worker that got none has no state.
            var told = pool.GetExitResults<int>();
            True(told.Sum() - told.Count == Numbers.Length, "tasks were lost, or hooks did not run");
        }
    }

    private static double PrivateMegabytes() =>
        File.ReadLines("/proc/self/smaps_rollup")
            .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) / 1024;

    private sealed record Private(StreamReader File, Func<int> Call, WeakReference Weak);
}
