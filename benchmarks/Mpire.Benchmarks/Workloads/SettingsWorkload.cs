using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mpire.Benchmarks.Workloads;

/// <summary>What runtime settings of worker processes do to the first maps of a fresh pool: the same maps, cold, under each setting in turn.</summary>
/// <param name="kind">What the tasks do: code of many small methods (<c>linq</c>), of the framework (<c>json</c>, <c>regex</c>), or one hot loop (<c>numeric</c>).</param>
/// <param name="maps">How many maps each pool runs: one shows the start, many what workers come to.</param>
internal sealed partial class SettingsWorkload(string kind, int maps) : Workload
{
    private const int Tasks = 64;
    private static readonly string Text = MakeText(4_000);
    private static readonly Reading[] Readings = [.. Enumerable.Range(0, 600).Select(i => new Reading($"sensor {i % 17}", i * 0.37, [i, i + 1, i + 2]))];
    private static readonly string Json = JsonSerializer.Serialize(Readings);

    private readonly Func<int, long> _task = kind switch
    {
        "linq" => Linq,
        "json" => ReadJson,
        "regex" => Match,
        "numeric" => Sum,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such tasks."),
    };

    private long _expected;

    public override string Key => $"settings-{kind}-{maps}";

    public override string Title => $"Runtime settings of workers: {kind}, {(maps == 1 ? "first map" : $"{maps} maps")} of a fresh pool";

    public override string Unit => maps == 1 ? "map" : $"{maps} maps";

    public override IReadOnlyList<Contestant> Contestants =>
    [
        Under("as the program"),
        Under("TieredPGO=0", ("DOTNET_TieredPGO", "0")),
        Under("no counting delay", ("DOTNET_TC_CallCountingDelayMs", "0")),
        Under("both", ("DOTNET_TieredPGO", "0"), ("DOTNET_TC_CallCountingDelayMs", "0")),
        Under("delay 20 ms, TieredPGO=0", ("DOTNET_TieredPGO", "0"), ("DOTNET_TC_CallCountingDelayMs", "14")),
        Under("TieredCompilation=0", ("DOTNET_TieredCompilation", "0")),
        new("worker threads", () => RunIn(new WorkerPoolOptions { Workers = Workers, StartMethod = StartMethod.Threading })),
    ];

    public override void Dispose()
    {
    }

    private Contestant Under(string name, params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(static pair => pair.Name, static string? (pair) => pair.Value);
        return new(name, () => RunIn(new WorkerPoolOptions { Workers = Workers, StartMethod = StartMethod.Spawn, Environment = environment, Profile = WorkerProfile.Inherit }));
    }

    // The start of the processes is not what is compared, but the first task's code is.
    private double RunIn(WorkerPoolOptions options)
    {
        using var pool = new WorkerPool(options);
        pool.Map(static x => x, Enumerable.Range(0, Workers), new MapOptions { ChunkSize = 1 });
        return Time(() =>
        {
            for (var i = 0; i < maps; i++)
            {
                var sum = pool.Map(_task, Enumerable.Range(0, Tasks), new MapOptions { ChunkSize = 1 }).Sum();
                if (_expected == 0) _expected = sum;
                Check(sum == _expected, kind);
            }
        });
    }

    private static long Linq(int seed)
    {
        var words = Text.Split(' ').Select((word, i) => (word, i)).Where(pair => (pair.i + seed) % 3 != 0).GroupBy(pair => pair.word, pair => pair.i);
        return words.OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(50)
            .Select(group => group.Sum() * (long)group.Key.Length).Aggregate(17L, static (a, b) => ((a * 31) + b) % 1_000_003);
    }

    private static long ReadJson(int seed)
    {
        var read = JsonSerializer.Deserialize<Reading[]>(Json)!;
        return (long)read.Where(reading => reading.Counts[0] % 5 != seed % 5).Sum(static reading => reading.Value) + JsonSerializer.Serialize(read).Length;
    }

    private static long Match(int seed) =>
        Words().Count(Text) + Regex.Count(Text, string.Create(CultureInfo.InvariantCulture, $@"\bw{seed % 7}\w*\s+(?:w\d+\s+)?x?w1"), RegexOptions.CultureInvariant);

    private static long Sum(int seed)
    {
        var (x, sum) = ((ulong)seed + 1, 0UL);
        for (var i = 0; i < 2_000_000; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            sum += x & 0xFFFF;
        }

        return (long)(sum & 0xFFFFFF);
    }

    private static string MakeText(int words)
    {
        var x = 88172645463325252UL;
        return string.Join(' ', Enumerable.Range(0, words).Select(_ =>
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            return string.Create(CultureInfo.InvariantCulture, $"w{x % 701}");
        }));
    }

    [GeneratedRegex(@"\bw(\d)(\d*)\b\s+w\1", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    private sealed record Reading(string Name, double Value, int[] Counts);
}
