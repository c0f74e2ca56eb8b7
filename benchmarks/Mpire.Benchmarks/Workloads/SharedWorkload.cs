namespace Mpire.Benchmarks.Workloads;

/// <summary>Shared memory and its lock: what one step costs, and what results cost that are stored in place.</summary>
/// <param name="part">Which of the steps.</param>
internal sealed class SharedWorkload(string part) : Workload
{
    private const int Elements = 1 << 20;
    private const int Steps = 1_000_000;
    private const int Results = 10_000_000;
    private const int Chunk = 100_000;
    private const double Million = 1e6;
    private const string Array = "int[]";
    private const string Indexer = "SharedArray, indexer";
    private const string Span = "SharedArray, span";
    private const string Mutex = "SharedMutex";
    private const string InPlace = "Mpire, worker processes, in place";
    private const string Returned = "Mpire, worker processes, returned";

    private readonly SharedArray<int> _shared = SharedArray.Create<int>(part == "store" ? Results : Elements);
    private readonly int[] _plain = new int[Elements];
    private readonly SharedMutex _mutex = SharedMutex.Create();
    private readonly Lock _lock = new();
    private readonly WorkerPool _pool = new(Workers, StartMethod.Spawn);

    public override string Key => $"shared-{part}";

    public override string Title => part switch
    {
        "index" => $"Adding 1 to each of {Elements:N0} elements, read and written one by one",
        "lock" => "Entering and leaving a lock that nobody else wants",
        _ => $"{Results:N0} results, stored in place or returned",
    };

    public override string Unit => part switch { "index" => "pass", "lock" => "pair", _ => "million" };

    public override IReadOnlyList<Target> Targets => part switch
    {
        "index" =>
        [
            new("the indexer, ratio to an array's", m => m.Median(Indexer) / m.Median(Array), 1.5, IsMost: true, "x"),
            new("through a span, ratio to an array", m => m.Median(Span) / m.Median(Array), 1.1, IsMost: true, "x"),
        ],
        "lock" => [new("enter and leave, free", m => m.Median(Mutex) * 1e9, 50, IsMost: true, "ns")],
        _ => [],
    };

    public override IReadOnlyList<Contestant> Contestants => part switch
    {
        "index" =>
        [
            new(Array, () => Time(() => AddToArray(_plain))),
            new(Indexer, () => Time(() => AddByIndexer(_shared))),
            new(Span, () => Time(() => AddToSpan(_shared.AsSpan()))),
            Python.Peer("serial", "shared-index"),
        ],
        "lock" =>
        [
            new(Mutex, () => Time(EnterAndLeave, Steps)),
            new("System.Threading.Lock", () => Time(LockAndUnlock, Steps)),
            Python.Peer("serial", "shared-lock"),
        ],
        _ =>
        [
            new(InPlace, StoreInPlace),
            new(Returned, Return),
            new("Python pool, in place", () => Python.Seconds("pool", "shared-store") * Million),
            new("Python pool, returned", () => Python.Seconds("pool", "shared-return") * Million),
        ],
    };

    public override void Dispose()
    {
        _pool.Dispose();
        _mutex.Dispose();
        _shared.Dispose();
    }

    private static void AddToArray(int[] array)
    {
        for (var i = 0; i < array.Length; i++) array[i] = array[i] + 1;
    }

    private static void AddByIndexer(SharedArray<int> array)
    {
        var length = array.Length;
        for (long i = 0; i < length; i++) array[i] = array[i] + 1;
    }

    private static void AddToSpan(Span<int> span)
    {
        for (var i = 0; i < span.Length; i++) span[i] = span[i] + 1;
    }

    private void EnterAndLeave()
    {
        for (var i = 0; i < Steps; i++)
        {
            using (_mutex.Enter())
            {
                // Nothing: the lock is what is measured.
            }
        }
    }

    private void LockAndUnlock()
    {
        for (var i = 0; i < Steps; i++)
        {
            lock (_lock)
            {
                // Nothing: the lock is what is measured.
            }
        }
    }

    private double StoreInPlace()
    {
        var seconds = Time(() => Store(_pool, _shared), Results / Million);
        Check(_shared[Results - 1] == Results, "the last result in place");
        return seconds;
    }

    private static void Store(WorkerPool pool, SharedArray<int> shared) => pool.ForEach(
        chunk =>
        {
            var place = shared.AsSpan((long)chunk * Chunk, Chunk);
            for (var i = 0; i < Chunk; i++) place[i] = (chunk * Chunk) + i + 1;
        },
        Enumerable.Range(0, Results / Chunk));

    private double Return()
    {
        int[] last = [];
        var seconds = Time(
            () => last = _pool.Map(
                static chunk =>
                {
                    var results = new int[Chunk];
                    for (var i = 0; i < Chunk; i++) results[i] = (chunk * Chunk) + i + 1;
                    return results;
                },
                Enumerable.Range(0, Results / Chunk))[^1],
            Results / Million);
        Check(last[^1] == Results, "the last result returned");
        return seconds;
    }
}
