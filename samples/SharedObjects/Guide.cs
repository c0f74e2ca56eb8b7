using Mpire;

namespace SharedObjects;

/// <summary>The two programs of the chapter on shared objects in the guide of Python's MPIRE. docs/from-python.md shows them beside their Python text.</summary>
internal static class Guide
{
    /// <summary>Runs both.</summary>
    /// <returns>Whether they gave what they should.</returns>
    public static bool Run()
    {
        // Nothing is written before both have run: a console can bring threads that a copy of the program would not have.
        var (startMethod, scores) = Dataset();
        var (squares, sums, modulos) = Arrays(startMethod);
        Console.WriteLine($"With StartMethod.{startMethod}:");
        Console.WriteLine($"scores of the dataset:  {string.Join(", ", scores[..5])}, ...");
        Console.WriteLine($"squares:                {string.Join(", ", squares[..5])}, ...");
        Console.WriteLine($"sums:                   {string.Join(", ", sums[..5])}, ...");
        Console.WriteLine($"modulos:                {string.Join(", ", modulos[..5])}, ...");
        var numbers = Enumerable.Range(0, 100).ToList();
        return scores.SequenceEqual(numbers.Select(x => (x * 0.5) + 49_999.5))
            && squares.SequenceEqual(numbers.Select(x => (float)x * x))
            && sums.SequenceEqual(numbers.Select(x => (float)x + x))
            && modulos.SequenceEqual(numbers.Select(x => x % 2));
    }

    private static (StartMethod StartMethod, double[] Scores) Dataset()
    {
        // The line stands at the beginning of Main; the second time it only answers.
        StartMethod startMethod = StartMethods.PrepareFork(out _)
            ? StartMethod.Fork
            : StartMethod.Spawn;
        float[] dataset = LoadBigDataset();
        using var pool = WorkerPool.Create(workers: 4, startMethod)
            .Share(dataset)
            .Build();
        double[] scores = pool.Map(
            (worker, x) => Score(worker.Shared, x),
            Enumerable.Range(0, 100));
        return (startMethod, scores);

        // Does something with this copy-on-write dataset.
        static double Score(float[] dataset, int x) => dataset[x] + dataset[^1];
    }

    private static (float[] Squares, float[] Sums, int[] Modulos) Arrays(StartMethod startMethod)
    {
        // Shared arrays of 100 floats for the results; they have no lock unless one is taken.
        using var squares = SharedArray.Create<float>(100);
        using var sums = SharedArray.Create<float>(100);
        using var pool = WorkerPool.Create(workers: 4, startMethod)
            .Share((squares, sums))
            .Build();
        int[] modulos = pool.Map(
            (worker, item) => SquareAddAndModulo(
                worker.Shared, item.Index, item.Item),
            Enumerable.Range(0, 100).Index());
        return (squares.ToArray(), sums.ToArray(), modulos);

        static int SquareAddAndModulo(
            (SharedArray<float> Squares, SharedArray<float> Sums) shared,
            int index,
            int x)
        {
            shared.Squares[index] = x * x;
            shared.Sums[index] = x + x;
            return x % 2;
        }
    }

    private static float[] LoadBigDataset() => [.. Enumerable.Range(0, 100_000).Select(i => i * 0.5f)];
}
