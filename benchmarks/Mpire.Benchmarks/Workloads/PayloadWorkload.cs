namespace Mpire.Benchmarks.Workloads;

/// <summary>Blocks of one MiB, from the workers or to them.</summary>
internal sealed class PayloadWorkload(bool isResult) : Workload
{
    private const int Blocks = 200;
    private const int Size = 1 << 20;
    private const double Gigabyte = 1e9;
    private const string Spawn = "Mpire, worker processes, fresh arrays";
    private const string BothFresh = "Mpire, worker processes, fresh arrays at both ends";
    private const string InPlace = "Mpire, worker processes, read in place";

    private static readonly byte[] Pattern = MakePattern();

    private readonly WorkerPool _processes = new(Workers, StartMethod.Spawn);
    private readonly byte[][]? _arguments = isResult ? null : [.. Enumerable.Range(0, Blocks).Select(i => (byte[])Pattern.Clone())];
    private readonly int[] _indices = [.. Enumerable.Range(0, Blocks)];

    public override string Key => isResult ? "results" : "arguments";

    public override string Title => isResult ? $"{Blocks} results of 1 MiB" : $"{Blocks} arguments of 1 MiB";

    public override string Unit => "block";

    public override long BytesPerUnit => Size;

    public override IReadOnlyList<Target> Targets => isResult
        ?
        [
            new("results of 1 MiB as fresh arrays", m => Size / m.Median(Spawn) / Gigabyte, 2.5, IsMost: false, "GB/s"),
            new("results of 1 MiB read in place", m => Size / m.Median(InPlace) / Gigabyte, 8, IsMost: false, "GB/s"),
        ]
        : [];

    public override IReadOnlyList<Contestant> Contestants => isResult
        ?
        [
            new(Spawn, () => RunResults(static i => Pattern)),
            new(BothFresh, () => RunResults(static i => (byte[])Pattern.Clone())),
            new(InPlace, ReadInPlace),
            new("in one process: a fresh array filled by copying (the limit)", CopyFresh),
            Python.Peer("pool", "results"),
            Python.Peer("executor", "results"),
        ]
        :
        [
            new(Spawn, RunArguments),
            new("in one process: a fresh array filled by copying (the limit)", CopyFresh),
            Python.Peer("pool", "arguments"),
            Python.Peer("executor", "arguments"),
        ];

    public override void Dispose() => _processes.Dispose();

    private double RunResults(Func<int, byte[]> task)
    {
        byte[][] results = [];
        var seconds = Time(() => results = _processes.Map(task, _indices), Blocks);
        Check(results.Length == Blocks && results[^1].AsSpan().SequenceEqual(Pattern), "the last block");
        return seconds;
    }

    private double ReadInPlace()
    {
        var equal = 0;
        var seconds = Time(
            () => _processes.MapSpans(static i => Pattern, _indices, (_, block) => equal += block.Length == Size && block[^1] == Pattern[^1] ? 1 : 0), Blocks);
        Check(equal == Blocks, "every block");
        return seconds;
    }

    private double RunArguments()
    {
        int[] results = [];
        var seconds = Time(() => results = _processes.Map(block => block.Length + block[^1], _arguments!), Blocks);
        Check(results.Length == Blocks && results[^1] == Size + Pattern[^1], "the last block");
        return seconds;
    }

    private static double CopyFresh()
    {
        var kept = new byte[Blocks][];
        var seconds = Time(
            () =>
            {
                for (var i = 0; i < Blocks; i++)
                {
                    kept[i] = GC.AllocateUninitializedArray<byte>(Size);
                    Pattern.CopyTo(kept[i], 0);
                }
            },
            Blocks);
        Check(kept[^1].AsSpan().SequenceEqual(Pattern), "the last block");
        return seconds;
    }

    private static byte[] MakePattern()
    {
        var pattern = new byte[Size];
        new Random(1).NextBytes(pattern);
        return pattern;
    }
}
