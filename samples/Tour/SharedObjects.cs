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
        BeforeTheFirstCall(StartMethod.Spawn);
        BeforeTheFirstCall(StartMethod.Threading);
        Setter();
        Extremes(StartMethod.Spawn);
        Extremes(StartMethod.Threading);
        Constructor();
        Factory();
        Several();
        OfThreads();
        InPlace(StartMethod.Spawn);
        InPlace(StartMethod.Threading);
        Captured();
        Counted();
        InBlocks();
        IntoItself();
        Permits();
        Steps();
        Arrivals().GetAwaiter().GetResult();
        OnWrite();
        ManagedObjects.Run();
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

    private static void BeforeTheFirstCall(StartMethod startMethod)
    {
        using var pool = WorkerPool.Create(workers: 4, startMethod).Share<float[]>([]).Build();
        pool.SetSharedObjects(LoadBigDataset());
        double[] scores = pool.Map((worker, i) => Score(worker.Shared, i), Enumerable.Range(0, 100));
        Say.That($"a dataset by setter with {startMethod}", scores[2], scores[2] == 50_000.5);
    }

    private static void Extremes(StartMethod startMethod)
    {
        using var mutex = SharedMutex.Create();
        using var extremes = SharedArray.Create<double>(2);
        using var pool = WorkerPool.Create(workers: 4, startMethod).Share((mutex, extremes)).Build();
        pool.ForEach(
            (worker, x) =>
            {
                // Both ends change together, or neither.
                var (mutex, extremes) = worker.Shared;
                using var held = mutex.Enter();
                extremes[0] = Math.Min(extremes[0], x);
                extremes[1] = Math.Max(extremes[1], x);
            },
            [3.0, -4.0, 1.5]);
        Say.That($"extremes under a lock with {startMethod}", $"{extremes[0]} to {extremes[1]}", extremes.SequenceEqual([-4.0, 3.0]));
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

    private static void InBlocks()
    {
        float[] samples = LoadBigDataset();
        using var pool = new WorkerPool(workers: 4);
        float[] smooth = pool.MapBlocks(
            block =>
            {
                var result = new float[block.Length];
                for (var i = 1; i < block.Length; i++) result[i] = (block[i - 1] + block[i]) / 2;
                return result;
            },
            samples,
            new MapOptions { ChunkSize = 10_000 });
        Say.That("an array in blocks", smooth[3], (smooth.Length, smooth[3], smooth[10_000]) is (100_000, 1.25f, 0));
    }

    private static void IntoItself()
    {
        using var field = SharedArray.Create<double>(1_000_000);
        using var pool = new WorkerPool(workers: 2);
        int count = pool.MapBlocks(
            block =>
            {
                var next = block.ToArray();
                foreach (ref var x in next.AsSpan()) x += 1;
                return next;
            },
            field,
            field.AsMemory());
        Say.That("a shared array into itself", count, field.Sum() == 1_000_000);
    }

    private static void Permits()
    {
        // No more than two workers at a time read from the disk.
        using var disk = SharedSemaphore.Create(permits: 2);
        using var pool = WorkerPool.Create(workers: 4).Share(disk).Build();
        int[] lengths = pool.Map(
            (worker, text) =>
            {
                using (worker.Shared.Enter(worker.CancellationToken)) return text.Length;
            },
            ["a", "bb", "ccc"]);
        Say.That("two at a time", lengths.Sum(), lengths.Sum() == 6 && disk.Available == 2);
    }

    private static void Steps()
    {
        // Each worker has a part of the field, and needs its neighbours' of the step before.
        using var step = SharedBarrier.Create(participantCount: 2);
        using var field = SharedArray.Create<int>(2);
        using var pool = WorkerPool.Create(workers: 2).Share((step, field)).Build();
        pool.ForEach(
            (worker, mine) =>
            {
                var (step, field) = worker.Shared;
                using var self = step.Join();
                for (var i = 0; i < 10; i++)
                {
                    var next = field[mine] + field[1 - mine] + 1;
                    self.SignalAndWait(worker.CancellationToken);
                    field[mine] = next;
                    self.SignalAndWait(worker.CancellationToken);
                }
            },
            [0, 1],
            new MapOptions { ChunkSize = 1 });
        Say.That("step by step", field[0], field[0] == field[1] && field[0] == 1023);
    }

    private static async Task Arrivals()
    {
        using var mutex = SharedMutex.Create();
        using var arrived = SharedCondition.Create();
        using var count = SharedValue.Create(0);
        using var pool = new WorkerPool(workers: 2);
        Task call = pool.ForEachAsync(
            _ =>
            {
                using var held = mutex.Enter();
                count.Value++;
                arrived.NotifyOne();
            },
            Enumerable.Range(0, 10));
        using (mutex.Enter()) arrived.Wait(mutex, () => count.Value == 10);
        await call;
        Say.That("waited for arrivals", count.Value, count.Value == 10);
    }

    private static void OnWrite()
    {
        // Every worker sorts an array of its own.
        using var samples = CopyOnWriteArray.Create<float>(1000, span => Random.Shared.GetItems([1f, 2f, 3f], span));
        using var pool = WorkerPool.Create(workers: 2).Share(samples).Build();
        float[] ends = pool.Map(
            (worker, place) =>
            {
                // An earlier task of this worker may have sorted it already.
                worker.Shared.AsSpan().Sort();
                return worker.Shared[place];
            },
            [0, 999]);
        Say.That("sorted by every worker", ends[1], ends is [1f, 3f] && !samples.SequenceEqual(samples.Order()));
    }
}
