using Mpire;

namespace Tour;

/// <summary>Worker id, worker state, what runs at a worker's beginning and end.</summary>
internal static class WorkerStates
{
    public static void Run()
    {
        Say.Line("Worker state");
        WithState();
        WithSharedObjectsToo();
        WithHooks();
    }

    private static void WithState()
    {
        float[][] rows = [[1, 2], [3, 4], [5, 6]];
        using var pool = WorkerPool.Create(workers: 2)
            .WithState(init: worker => Model.Load($"model-{worker.Id}"), exit: worker => worker.State.CallCount)
            .Build();
        float[] y = pool.Map((worker, row) => worker.State.Predict(row), rows);

        // The exit hooks run when the workers end.
        IReadOnlyList<int> calls = pool.Stop<int>();
        Say.That("predictions", string.Join(", ", y), y is [3, 7, 11]);
        Say.That("calls counted by all workers", calls.Sum(), calls.Sum() == rows.Length);
    }

    private static void WithSharedObjectsToo()
    {
        using var pool = WorkerPool.Create(workers: 2)
            .Share(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 })
            .WithState(worker => new List<int>(worker.Shared.Count))
            .Build();
        int[] seen = pool.Map(
            (worker, key) =>
            {
                worker.State.Add(worker.Shared[key]);
                return worker.State.Count;
            },
            ["a", "b", "a", "b"]);
        Say.That("tasks seen by a worker", seen.Max(), seen.Max() is >= 2 and <= 4);
    }

    private static void WithHooks()
    {
        using var pool = WorkerPool.Create(workers: 1)
            .WithHooks(
                init: worker => Environment.SetEnvironmentVariable("GREETING", $"hello from {worker.Id}"),
                exit: worker => Environment.GetEnvironmentVariable("GREETING"))
            .Build();
        pool.ForEach(_ => { }, Enumerable.Range(0, 10));
        pool.Stop();
        string greeting = pool.GetExitResults<string>().Single();
        Say.That("exit result", greeting, greeting == "hello from 0");
    }

    // An ordinary class. It never travels: each worker makes its own.
    private sealed class Model
    {
        private readonly string _name;

        private Model(string name) => _name = name;

        public int CallCount { get; private set; }

        public static Model Load(string name) => new(name);

        public float Predict(float[] row)
        {
            CallCount++;
            return _name.Length == 0 ? 0 : row.Sum();
        }
    }
}
