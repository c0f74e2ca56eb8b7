using System.Globalization;
using System.Text;
using Mpire.Benchmarks.Workloads;

namespace Mpire.Benchmarks.Study;

/// <summary>The Quickstart's search in every way, cold and warm: each in a fresh program, all in turn, several times.</summary>
internal static class MapsRunner
{
    private const int Maps = 10;

    /// <param name="args"><c>--rounds N</c>, <c>--workers 1,2,4</c>, <c>--chart FILE</c>; all optional.</param>
    public static void Run(string[] args)
    {
        var (rounds, workers, chart) = (3, new[] { 2 }, (string?)null);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--rounds": rounds = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--workers": workers = [.. args[i + 1].Split(',').Select(static count => int.Parse(count, CultureInfo.InvariantCulture))]; break;
                case "--chart": chart = args[i + 1]; break;
                default: throw new ArgumentException($"There is no option '{args[i]}'; there are --rounds, --workers and --chart.");
            }
        }

        var text = new StringBuilder("# The Quickstart's search\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {MachineFacts.Describe()}. Load {MachineFacts.Load:0.0} before. ");
        text.Append(CultureInfo.InvariantCulture, $"{rounds} rounds, everybody in a fresh program in every round; medians. {Library.Queries.Length:N0} queries per map.\n");
        foreach (var count in workers)
        {
            var figures = Measure(count, rounds);
            Write(text, count, figures);
            if (chart is not null && count == workers[0]) MapsChart.Draw(figures, count, chart);
        }

        text.Append(CultureInfo.InvariantCulture, $"\nLoad {MachineFacts.Load:0.0} after.\n");
        Console.WriteLine(text);
        Console.WriteLine($"Report: {Report.Save(string.Create(CultureInfo.InvariantCulture, $"maps-{DateTime.UtcNow:yyyy-MM-dd-HHmmss}.md"), text.ToString())}");
    }

    private static List<MapsFigures> Measure(int workers, int rounds)
    {
        var told = Way.All.ToDictionary(static way => way.Name, static _ => new List<double[]>());
        var refused = new Dictionary<string, string>();
        var hits = new HashSet<double>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in Way.All)
            {
                if (refused.ContainsKey(way.Name)) continue;
                try
                {
                    var lines = ChildProgram.Output("dotnet", typeof(MapsRunner).Assembly.Location, "maps-program", way.Name, $"{workers}", $"{Maps}")
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')).ToArray();
                    told[way.Name].Add([.. lines.Where(static line => line[0] is "start" or "map").Select(Figure)]);
                    hits.UnionWith(lines.Where(static line => line[0] == "hits").Select(Figure));
                }
                catch (InvalidOperationException failure)
                {
                    refused.Add(way.Name, failure.Message.Split('\n')[0]);
                }
            }
        }

        if (hits.Count != 1) throw new InvalidOperationException("The ways found different things.");
        return [.. Way.All.Select(way => refused.TryGetValue(way.Name, out var reason) ? new MapsFigures(way.Name, [], reason) : MapsFigures.Of(way.Name, told[way.Name]))];

        static double Figure(string[] line) => double.Parse(line[1], CultureInfo.InvariantCulture);
    }

    private static void Write(StringBuilder text, int workers, List<MapsFigures> all)
    {
        var serial = all[0];
        text.Append(CultureInfo.InvariantCulture, $"\n## {workers} workers, milliseconds\n\n| way | start | first map | second | third | best of {Maps} | all {Maps} | speed-up, first | best |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (var one in all)
        {
            if (one.WhyNot is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {one.Way} | skipped: {one.WhyNot} | | | | | | | |\n");
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"| {one.Way} | {one.Start * 1e3:0} | {one.Maps[0] * 1e3:0} | {one.Maps[1] * 1e3:0} | {one.Maps[2] * 1e3:0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {one.Best * 1e3:0} | {one.Maps.Sum() * 1e3:0} | {serial.Maps[0] / one.Maps[0]:0.00} | {serial.Best / one.Best:0.00} |\n");
        }
    }
}
