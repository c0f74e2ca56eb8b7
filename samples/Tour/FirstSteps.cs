using Mpire;

namespace Tour;

/// <summary>Maps, lazy maps and single calls.</summary>
internal static class FirstSteps
{
    public static void Run()
    {
        Say.Line("First steps");
        Map();
        CapturedVariables();
        LazyMap();
        SeveralArguments();
        SingleCalls();
    }

    private static void Map()
    {
        using var pool = new WorkerPool(workers: 4);
        int[] squares = pool.Map(x => x * x, Enumerable.Range(0, 100));
        Say.That("last square", squares[^1], squares[^1] == 9801);
    }

    private static void CapturedVariables()
    {
        using var pool = new WorkerPool(workers: 2);
        var factor = 3;
        var names = new Dictionary<int, string> { [0] = "none", [3] = "three" };
        string[] named = pool.Map(x => names.GetValueOrDefault(x * factor, "many"), [0, 1, 2]);
        Say.That("captured", string.Join(", ", named), named is ["none", "three", "many"]);
    }

    private static void LazyMap()
    {
        using var pool = new WorkerPool(workers: 2);
        // Nothing starts before the first result is asked for; leaving early leaves the pool as it was.
        foreach (var root in pool.Imap(x => Math.Sqrt(x), EndlessNumbers()))
        {
            if (root > 10) break;
        }

        Say.That("after leaving early", pool.Apply(() => 1), true);
    }

    private static void SeveralArguments()
    {
        using var pool = new WorkerPool(workers: 2);
        double[] lengths = pool.StarMap((x, y) => Math.Sqrt((x * x) + (y * y)), new[] { (3.0, 4.0), (5.0, 12.0) });
        double one = pool.Apply((x, y) => Math.Sqrt((x * x) + (y * y)), 8.0, 15.0);
        Say.That("lengths", $"{lengths[0]}, {lengths[1]}, {one}", (lengths[0], lengths[1], one) is (5, 13, 17));
    }

    private static void SingleCalls()
    {
        using var pool = new WorkerPool(workers: 2);
        int process = pool.Apply(() => Environment.ProcessId);
        Say.That("a call in another process", process != Environment.ProcessId, process != Environment.ProcessId);
    }

    private static IEnumerable<int> EndlessNumbers()
    {
        for (var i = 0; ; i++) yield return i;
    }
}
