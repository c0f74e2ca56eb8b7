using Mpire;

namespace Tour;

/// <summary>Objects that are handed over once per worker, not once per task.</summary>
internal static class SharedObjects
{
    public static void Run()
    {
        Say.Line("Shared objects");
        Builder(StartMethod.Spawn);
        Builder(StartMethod.Threading);
        Setter();
        Constructor();
        Factory();
        Several();
        OfThreads();
        InPlace(StartMethod.Spawn);
        InPlace(StartMethod.Threading);
        Captured();
        Counted();
    }

    private static float[] LoadBigDataset() => [.. Enumerable.Range(0, 100_000).Select(i => i * 0.5f)];

    private static double Score(float[] dataset, int i) => dataset[i] + dataset[^1];

    private static void Builder(StartMethod startMethod)
    {
        float[] dataset = LoadBigDataset();
        using var pool = WorkerPool.Create(workers: 4, startMethod).Share(dataset).Build();
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That($"a dataset with {startMethod}", scores[2], scores[2] == 50_000.5);
    }

    private static void Constructor()
    {
        var dataset = LoadBigDataset();
        using var pool = new WorkerPool<float[]>(dataset, new WorkerPoolOptions { Workers = 4 });
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That("a dataset by constructor", scores[2], scores[2] == 50_000.5);
    }

    private static void Setter()
    {
        var monday = new float[] { 1, 2, 3 };
        var tuesday = new float[] { 10, 20, 30 };
        using var pool = WorkerPool.Create(workers: 2).Share(monday).Build();
        float first = pool.Map((worker, i) => worker.Shared[i], [0, 1, 2]).Sum();
        pool.SetSharedObjects(tuesday);
        float second = pool.Map((worker, i) => worker.Shared[i], [0, 1, 2]).Sum();
        Say.That("changed between two maps", $"{first}, {second}", (first, second) is (6, 60));
    }

    private static void Factory()
    {
        // The function travels, its result does not: the calling process never holds the dataset.
        using var pool = WorkerPool.Create(workers: 2).Share(() => LoadBigDataset()).Build();
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That("loaded in the workers", scores[2], scores[2] == 50_000.5);
    }

    private static void Several()
    {
        var words = new HashSet<string> { "pool", "worker" };
        var weights = new[] { 0.5, 2.0 };
        using var pool = WorkerPool.Create(workers: 2).Share((words, weights)).Build();
        double[] scores = pool.Map(
            (worker, word) => worker.Shared.words.Contains(word) ? worker.Shared.weights[1] : worker.Shared.weights[0],
            ["pool", "lake"]);
        Say.That("two shared objects", string.Join(", ", scores), scores is [2.0, 0.5]);
    }

    private static void OfThreads()
    {
        var squares = new float[100];
        using var pool = WorkerPool.Create(workers: 4, StartMethod.Threading).Share(squares).Build();
        pool.ForEach((worker, i) => worker.Shared[i] = i * i, Enumerable.Range(0, 100));
        Say.That("written in place by threads", squares[9], squares[9] == 81);
    }

    private static void InPlace(StartMethod startMethod)
    {
        // No lock: each task writes its own index.
        using var squares = SharedArray.Create<float>(100);
        using var sums = SharedArray.Create<float>(100);
        using var pool = WorkerPool.Create(workers: 4, startMethod).Share((squares, sums)).Build();
        int[] modulo = pool.Map(
            (worker, item) =>
            {
                var (index, x) = item;
                worker.Shared.squares[index] = x * x;
                worker.Shared.sums[index] = x + x;
                return (int)x % 2;
            },
            Enumerable.Range(0, 100).Select(i => (i, (float)i)));
        Say.That($"written in place with {startMethod}", squares[9] + sums[9], squares[9] + sums[9] == 99 && modulo[9] == 1);
    }

    private static void Captured()
    {
        using var pool = new WorkerPool(workers: 2);
        using var histogram = SharedArray.Create<int>(10);
        pool.ForEach(x => histogram.Add(x % 10, 1), Enumerable.Range(0, 1000));
        Say.That("counted in place", histogram[3], histogram.All(count => count == 100));
    }

    private static void Counted()
    {
        using var pool = new WorkerPool(workers: 2);
        using var total = SharedValue.Create(0m);
        pool.ForEach(
            x =>
            {
                using (var held = total.Lock.Enter())
                {
                    // A worker that was killed in here would have left the total half written.
                    if (held.HasPreviousHolderDied) throw new InvalidDataException("The total is not to be trusted.");
                    total.Value += x;
                }
            },
            [0.5m, 1.5m, 2.5m]);
        Say.That("summed under a lock", total.Value, total.Value == 4.5m);
    }
}
