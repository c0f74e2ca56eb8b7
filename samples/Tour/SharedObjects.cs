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
    }

    private static float[] LoadBigDataset() => [.. Enumerable.Range(0, 100_000).Select(i => i * 0.5f)];

    private static double Score(float[] dataset, int i) => dataset[i] + dataset[^1];

    private static void Builder(StartMethod startMethod)
    {
        float[] dataset = LoadBigDataset();
        using var pool = WorkerPool.Create(jobs: 4, startMethod).Share(dataset);
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That($"a dataset with {startMethod}", scores[2], scores[2] == 50_000.5);
    }

    private static void Constructor()
    {
        var dataset = LoadBigDataset();
        using var pool = new WorkerPool<float[]>(dataset, new WorkerPoolOptions { Jobs = 4 });
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That("a dataset by constructor", scores[2], scores[2] == 50_000.5);
    }

    private static void Setter()
    {
        var monday = new float[] { 1, 2, 3 };
        var tuesday = new float[] { 10, 20, 30 };
        using var pool = WorkerPool.Create(jobs: 2).Share(monday);
        float first = pool.Map((worker, i) => worker.Shared[i], [0, 1, 2]).Sum();
        pool.SetSharedObjects(tuesday);
        float second = pool.Map((worker, i) => worker.Shared[i], [0, 1, 2]).Sum();
        Say.That("changed between two maps", $"{first}, {second}", (first, second) is (6, 60));
    }

    private static void Factory()
    {
        // The function travels, its result does not: the calling process never holds the dataset.
        using var pool = WorkerPool.Create(jobs: 2).Share(() => LoadBigDataset());
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That("loaded in the workers", scores[2], scores[2] == 50_000.5);
    }

    private static void Several()
    {
        var words = new HashSet<string> { "pool", "worker" };
        var weights = new[] { 0.5, 2.0 };
        using var pool = WorkerPool.Create(jobs: 2).Share((words, weights));
        double[] scores = pool.Map(
            (worker, word) => worker.Shared.words.Contains(word) ? worker.Shared.weights[1] : worker.Shared.weights[0],
            ["pool", "lake"]);
        Say.That("two shared objects", string.Join(", ", scores), scores is [2.0, 0.5]);
    }

    private static void OfThreads()
    {
        var squares = new float[100];
        using var pool = WorkerPool.Create(jobs: 4, StartMethod.Threading).Share(squares);
        pool.ForEach((worker, i) => worker.Shared[i] = i * i, Enumerable.Range(0, 100));
        Say.That("written in place by threads", squares[9], squares[9] == 81);
    }
}
