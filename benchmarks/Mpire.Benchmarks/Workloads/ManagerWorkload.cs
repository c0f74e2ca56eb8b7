namespace Mpire.Benchmarks.Workloads;

/// <summary>Objects that live in the calling process and are called from a worker.</summary>
/// <param name="part">Which of them.</param>
internal sealed class ManagerWorkload(string part) : Workload
{
    private const int Calls = 5_000;
    private const string Apply = "Mpire, Apply";

    private readonly SharedManager _manager = SharedManager.Create();
    private readonly WorkerPool _pool = new(Workers, StartMethod.Spawn);

    public interface ICounter
    {
        int Next();

        Task<int> NextAsync();
    }

    public override string Key => $"manager-{part}";

    public override string Title => part == "call"
        ? $"{Calls:N0} calls from a worker, one after the other, of an object in the calling process"
        : $"{Calls:N0} items to a worker and back, one after the other, each way by a queue";

    public override string Unit => part == "call" ? "call" : "item";

    public override IReadOnlyList<Contestant> Contestants => part == "call"
        ?
        [
            new(Apply, RunApply),
            new("SharedDictionary, indexer", RunDictionary),
            new("SharedObject, a method", RunObject),
            new("SharedObject, a method that is awaited", RunObjectAsync),
            new("Python, Manager.dict", () => Python.Seconds("pool", "manager-call")),
        ]
        :
        [
            new(Apply, RunApply),
            new("SharedQueue", RunQueues),
            new("Python, multiprocessing.Queue", () => Python.Seconds("pool", "queue")),
            new("Python, Manager.Queue", () => Python.Seconds("pool", "manager-queue")),
        ];

    public override void Dispose()
    {
        _pool.Dispose();
        _manager.Dispose();
    }

    private double RunApply() => Time(
        () =>
        {
            for (var i = 0; i < Calls; i++) Check(_pool.Apply(static x => x + 1, i) == i + 1, "a call");
        },
        Calls);

    private double RunDictionary()
    {
        var map = _manager.CreateDictionary<string, int>();
        map["key"] = 1;
        return _pool.Apply(
            static map => Time(
                () =>
                {
                    for (var i = 0; i < Calls; i++) Check(map["key"] == 1, "a look");
                },
                Calls),
            map);
    }

    private double RunObject() => _pool.Apply(
        static counter =>
        {
            var last = 0;
            var seconds = Time(
                () =>
                {
                    for (var i = 0; i < Calls; i++) last = counter.Value.Next();
                },
                Calls);
            Check(last == Calls, "the last count");
            return seconds;
        },
        _manager.CreateObject<ICounter>(new Counter()));

    private double RunObjectAsync() => _pool.ApplyAsync(
        static async (SharedObject<ICounter> counter) =>
        {
            var last = 0;
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            for (var i = 0; i < Calls; i++) last = await counter.Value.NextAsync();
            Check(last == Calls, "the last count");
            return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds / Calls;
        },
        _manager.CreateObject<ICounter>(new Counter())).GetAwaiter().GetResult();

    private double RunQueues()
    {
        var there = _manager.CreateQueue<int>();
        var back = _manager.CreateQueue<int>();
        var echo = Echo(_pool, there, back);
        var seconds = Time(
            () =>
            {
                for (var i = 0; i < Calls; i++)
                {
                    there.Add(i);
                    Check(back.Take() == i, "an item");
                }
            },
            Calls);
        there.CompleteAdding();
        echo.GetAwaiter().GetResult();
        return seconds;
    }

    private static Task<int> Echo(WorkerPool pool, SharedQueue<int> there, SharedQueue<int> back) => pool.ApplyAsync(
        there =>
        {
            foreach (var item in there.GetConsumingEnumerable()) back.Add(item);
            return 0;
        },
        there);

    private sealed class Counter : ICounter
    {
        private int _count;

        public int Next() => Interlocked.Increment(ref _count);

        public Task<int> NextAsync() => Task.FromResult(Next());
    }
}
