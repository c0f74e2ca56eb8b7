using System.Globalization;
using Mpire;

namespace SharedObjects;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        Shares a few hundred megabytes of ordinary objects with workers, by each start method, and measures what that takes.

        usage: dotnet run --project samples/SharedObjects -c Release -- [folder] [options]

          folder           where to read text from (XML documentation, or any other text files, with subfolders);
                           default: the API documentation that comes with the .NET SDK

          --size MB        how much the objects take, 1 to 4000; default 200. Spawn needs about six times as much with two workers.
          --workers N      how many workers, 1 to 64; default 2
          --chart FILE     also draws the memory of each method into a file, .svg or .png
          --only METHOD    measures one method in this very process and prints the figures as JSON:
                           Threading, Spawn, ForkServer or Fork
          --guide          runs the two programs of MPIRE's guide instead
        """;

    public string? Folder { get; private init; }

    public int Megabytes { get; private init; } = 200;

    public int Workers { get; private init; } = 2;

    public string? Chart { get; private init; }

    public StartMethod? Only { get; private init; }

    public bool WantsGuide { get; private init; }

    public bool WantsHelp { get; private init; }

    public static Options Parse(IReadOnlyList<string> args)
    {
        var options = new Options();
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--help" or "-h" => options with { WantsHelp = true },
                "--guide" => options with { WantsGuide = true },
                "--size" => options with { Megabytes = Number("--size", Next(), 1, 4000) },
                "--workers" => options with { Workers = Number("--workers", Next(), 1, 64) },
                "--chart" => options with { Chart = Picture(Next()) },
                "--only" => options with { Only = Method(Next()) },
                ['-', ..] option => throw new UsageException($"There is no option '{option}'; --help lists all."),
                var folder when options.Folder is null => options with { Folder = folder },
                var more => throw new UsageException($"One folder at most, but '{more}' comes after '{options.Folder}'; --help says more."),
            };

            string Next() => ++i < args.Count ? args[i] : throw new UsageException($"{args[i - 1]} needs a value after it; --help says which.");
        }

        return options;
    }

    /// <summary>The same for one method, as arguments of a program.</summary>
    public IEnumerable<string> ArgumentsFor(StartMethod method)
    {
        if (Folder is not null) yield return Path.GetFullPath(Folder);
        yield return "--size";
        yield return Megabytes.ToString(CultureInfo.InvariantCulture);
        yield return "--workers";
        yield return Workers.ToString(CultureInfo.InvariantCulture);
        yield return "--only";
        yield return method.ToString();
    }

    private static int Number(string option, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} takes a whole number from {least} to {most}, not '{value}'.");

    private static StartMethod Method(string value) =>
        Array.Find(Comparison.Methods, method => method.ToString().Equals(value, StringComparison.OrdinalIgnoreCase)) is var method and not StartMethod.Default
            ? method
            : throw new UsageException($"--only takes {string.Join(", ", Comparison.Methods)}, not '{value}'.");

    private static string Picture(string file)
    {
        if (Path.GetExtension(file) is not (".svg" or ".png")) throw new UsageException($"--chart takes a file that ends in .svg or .png, not '{file}'.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Directory.Exists(folder) ? file : throw new UsageException($"--chart cannot write '{file}': the folder '{folder}' does not exist.");
    }
}
