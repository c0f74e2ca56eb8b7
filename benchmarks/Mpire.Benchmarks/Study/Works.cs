using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Mpire.Benchmarks.Study;

/// <summary>The tasks, of some milliseconds each.</summary>
internal static partial class Works
{
    private static readonly string Text = MakeText(4_000);
    private static readonly Reading[] Readings = [.. Enumerable.Range(0, 600).Select(i => new Reading($"sensor {i % 17}", i * 0.37, [i, i + 1, i + 2]))];
    private static readonly string Json = JsonSerializer.Serialize(Readings);

    /// <summary>Many small methods and lambdas.</summary>
    public static long Linq(int seed)
    {
        var words = Text.Split(' ').Select((word, i) => (word, i)).Where(pair => (pair.i + seed) % 3 != 0).GroupBy(pair => pair.word, pair => pair.i);
        return words.OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(50)
            .Select(group => group.Sum() * (long)group.Key.Length).Aggregate(17L, static (a, b) => ((a * 31) + b) % 1_000_003);
    }

    /// <summary>The framework's code, and much garbage.</summary>
    public static long ReadJson(int seed)
    {
        var read = JsonSerializer.Deserialize<Reading[]>(Json)!;
        return (long)read.Where(reading => reading.Counts[0] % 5 != seed % 5).Sum(static reading => reading.Value) + JsonSerializer.Serialize(read).Length;
    }

    /// <summary>Code that a generator wrote, and code that is interpreted.</summary>
    public static long Match(int seed) =>
        Words().Count(Text) + Regex.Count(Text, string.Create(CultureInfo.InvariantCulture, $@"\bw{seed % 7}\w*\s+(?:w\d+\s+)?x?w1"), RegexOptions.CultureInvariant);

    /// <summary>One loop.</summary>
    public static long Sum(int seed)
    {
        var (x, sum) = ((ulong)seed + 1, 0UL);
        for (var i = 0; i < 2_000_000; i++)
        {
            x = Next(x);
            sum += x & 0xFFFF;
        }

        return (long)(sum & 0xFFFFFF);
    }

    /// <summary>Many awaits, of which some wait.</summary>
    public static async Task<long> AwaitAsync(int seed)
    {
        var sum = (long)seed;
        for (var i = 0; i < 20_000; i++) sum += await Half(i).ConfigureAwait(false);
        return sum;

        static async ValueTask<int> Half(int i)
        {
            if (i % 400 == 0) await Task.Yield();
            return i / 2;
        }
    }

    /// <summary>Somebody else's large library: the compiler's parser.</summary>
    public static long Parse(string text) => CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodesAndTokens(descendIntoTrivia: false).Count();

    private static string MakeText(int words)
    {
        var x = 88172645463325252UL;
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => string.Create(CultureInfo.InvariantCulture, $"w{(x = Next(x)) % 701}")));
    }

    // G. Marsaglia, "Xorshift RNGs" (2003).
    private static ulong Next(ulong x)
    {
        x ^= x << 13;
        x ^= x >> 7;
        return x ^ (x << 17);
    }

    [GeneratedRegex(@"\bw(\d)(\d*)\b\s+w\1", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    private sealed record Reading(string Name, double Value, int[] Counts);
}
