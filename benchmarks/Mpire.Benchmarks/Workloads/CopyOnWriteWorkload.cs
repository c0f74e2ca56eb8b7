using System.Globalization;

namespace Mpire.Benchmarks.Workloads;

/// <summary>A gigabyte of floats that eight workers have and read: what it costs at the start, and how much memory all of them take.</summary>
internal sealed class CopyOnWriteWorkload : Workload
{
    private const int Readers = 8;
    private const int Elements = 250_000_000;
    private const string Nothing = "start and first map, nothing shared";
    private const string Shared = "start and first map, with the array";
    private const string Read = "every worker reads all of it";

    private readonly CopyOnWriteArray<float> _array = CopyOnWriteArray.Create<float>(Elements, static span => span.Fill(1));
    private double _read;
    private double _total;
    private double _mapped;

    public override string Key => "copy-on-write";

    public override string Title => $"{Readers} spawned workers with a CopyOnWriteArray of 1 GB of floats";

    public override string Unit => "pool";

    public override IReadOnlyList<Target> Targets =>
    [
        new("start and first map, above nothing shared", m => (m.Median(Shared) - m.Median(Nothing)) * 1000, 10, IsMost: true, "ms"),
        new("proportional memory of all workers and the array", _ => _total / 1e9, 1.1, IsMost: true, "GB"),
        new("of that, the array's own", _ => _mapped / 1e9, 1.1, IsMost: true, "GB"),
    ];

    public override IReadOnlyList<Contestant> Contestants =>
    [
        new(Nothing, StartAlone),
        new(Shared, StartAndRead),
        new(Read, () => _read),
    ];

    public override void Dispose() => _array.Dispose();

    private static double StartAlone()
    {
        WorkerPool? pool = null;
        var seconds = Time(() =>
        {
            pool = WorkerPool.Create(Readers, StartMethod.Spawn).Build();
            pool.Map(static (worker, x) => x, Enumerable.Range(0, Readers), new MapOptions { ChunkSize = 1 });
        });
        pool!.Dispose();
        return seconds;
    }

    private double StartAndRead()
    {
        WorkerPool<CopyOnWriteArray<float>>? pool = null;
        var seconds = Time(() =>
        {
            pool = WorkerPool.Create(Readers, StartMethod.Spawn).Share(_array).Build();
            pool.Map(static (worker, x) => x, Enumerable.Range(0, Readers), new MapOptions { ChunkSize = 1 });
        });
        using (pool)
        {
            var processes = new HashSet<int>();
            _read = Time(() =>
            {
                // Until the last of them has got a task.
                while (processes.Count < Readers)
                {
                    processes.UnionWith(
                        pool!.Map(static (worker, _) => ReadAll(worker.Shared), Enumerable.Range(0, Readers), new MapOptions { ChunkSize = 1 }));
                }
            });
            // Of the caller the array alone: what else it has is this program's, with all its workloads.
            var caller = ProportionalBytes(Environment.ProcessId, "smaps", "mpire-shared");
            _total = processes.Sum(process => ProportionalBytes(process, "smaps_rollup", "")) + caller;
            _mapped = processes.Sum(process => ProportionalBytes(process, "smaps", "mpire-shared")) + caller;
            Console.WriteLine($"  {_total / 1e6:F0} MB in {processes.Count} workers and the caller's array, of which the array {_mapped / 1e6:F0} MB");
        }

        return seconds;
    }

    private static int ReadAll(CopyOnWriteArray<float> array)
    {
        var sum = 0.0;
        foreach (var x in array.AsSpan()) sum += x;
        Check(sum == array.Length, "the array's sum");
        return Environment.ProcessId;
    }

    // Of the mappings whose name contains a word; each is headed by a line that begins with its addresses.
    private static double ProportionalBytes(int process, string file, string word)
    {
        var sum = 0.0;
        var counts = false;
        foreach (var line in File.ReadLines($"/proc/{process}/{file}"))
        {
            if (char.IsAsciiHexDigitLower(line[0])) counts = line.Contains(word, StringComparison.Ordinal);
            else if (counts && line.StartsWith("Pss:", StringComparison.Ordinal)) sum += 1024 * double.Parse(line[4..^2], CultureInfo.InvariantCulture);
        }

        return sum;
    }
}
