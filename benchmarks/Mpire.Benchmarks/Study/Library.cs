using Quickstart;

namespace Mpire.Benchmarks.Study;

/// <summary>Real input, read when it is first asked for.</summary>
internal static class Library
{
    private const int QueryCount = 4000;

    private static readonly Lazy<(InvertedIndex Index, Query[] Queries)> Search = new(static () =>
    {
        var index = InvertedIndex.Build(Corpus.Find(null));
        return (index, Query.Derive(index, QueryCount));
    });

    private static readonly Lazy<string[]> Code = new(static () =>
    {
        var folder = Path.Combine(Workloads.Report.RepositoryFolder(), "src");
        return [.. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(static file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(File.ReadAllText)];
    });

    /// <summary>The index of the Quickstart.</summary>
    public static InvertedIndex Index => Search.Value.Index;

    /// <summary>Its queries.</summary>
    public static Query[] Queries => Search.Value.Queries;

    /// <summary>This repository's C# files.</summary>
    public static string[] Sources => Code.Value;
}
