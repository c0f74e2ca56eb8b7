namespace Mpire.Benchmarks.Workloads;

/// <summary>Arithmetic alone: rows of the Mandelbrot set, some of them much dearer than others.</summary>
internal sealed class NumericWorkload : Workload
{
    private const int Rows = 400;
    private const int Width = 600;
    private const int Limit = 3000;

    private readonly int[] _rows = [.. Enumerable.Range(0, Rows)];
    private readonly WorkerPool _processes = new(Workers, StartMethod.Spawn);
    private readonly WorkerPool _threads = new(Workers, StartMethod.Threading);
    private long _expected;

    public override string Key => "numeric";

    public override string Title => "Numeric workload";

    public override string Unit => "map";

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new("serial loop", () => Run(rows => Array.ConvertAll(rows, Row))),
        new("Mpire, worker processes", () => Run(rows => _processes.Map(Row, rows))),
        new("Mpire, worker threads", () => Run(rows => _threads.Map(Row, rows))),
        new("Parallel.For", () => Run(RunParallel)),
        new("PLINQ, ordered", () => Run(rows => [.. rows.AsParallel().AsOrdered().WithDegreeOfParallelism(Workers).Select(Row)])),
        Python.Peer("serial", "numeric"),
        Python.Peer("pool", "numeric", "Python serial"),
        Python.Peer("executor", "numeric", "Python serial"),
        Python.Peer("joblib", "numeric", "Python serial"),
    ];

    public override void Dispose()
    {
        _processes.Dispose();
        _threads.Dispose();
    }

    private static long[] RunParallel(int[] rows)
    {
        var results = new long[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = Workers }, i => results[i] = Row(rows[i]));
        return results;
    }

    /// <summary>A row of the set, 0 to 399.</summary>
    public static long Row(int row)
    {
        var inside = 0L;
        var ci = (2.0 * row / Rows) - 1.0;
        for (var column = 0; column < Width; column++)
        {
            var cr = (3.0 * column / Width) - 2.0;
            double zr = 0, zi = 0;
            var steps = 0;
            while (steps < Limit && (zr * zr) + (zi * zi) <= 4.0)
            {
                (zr, zi) = ((zr * zr) - (zi * zi) + cr, (2.0 * zr * zi) + ci);
                steps++;
            }

            inside += steps;
        }

        return inside;
    }

    private double Run(Func<int[], long[]> map)
    {
        long[] results = [];
        var seconds = Time(() => results = map(_rows));
        var sum = results.Sum();
        if (_expected == 0) _expected = sum;
        Check(sum == _expected, "the sum of all steps");
        return seconds;
    }
}
