using System.Diagnostics;
using System.Globalization;

namespace Mpire.Benchmarks.Study;

/// <summary>One way, in a fresh program that has run nothing else: prints what the start and each map took, and what was found.</summary>
internal static class MapsProgram
{
    /// <param name="name">The way.</param>
    /// <param name="workers">How many workers.</param>
    /// <param name="maps">How many maps.</param>
    public static void Run(string name, int workers, int maps)
    {
        var way = Array.Find(Way.All, way => way.Name == name) ?? throw new ArgumentException($"There is no way '{name}'.", nameof(name));

        // Its data are there before the clock runs.
        _ = Library.Queries;
        var (start, map, pool) = way.Search(workers);
        using (pool)
        {
            Tell("start", start.TotalSeconds);
            var hits = 0L;
            for (var i = 0; i < maps; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                var answers = map();
                Tell("map", Stopwatch.GetElapsedTime(begun).TotalSeconds);
                hits = answers.Sum(static answer => (long)answer.Hits);
            }

            Tell("hits", hits);
        }
    }

    private static void Tell(string what, double figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {figure}"));
}
