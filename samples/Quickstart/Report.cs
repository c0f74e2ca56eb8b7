namespace Quickstart;

/// <summary>The table and what its columns mean. Plain text, so that it reads the same on a terminal, in a file and in a log.</summary>
internal static class Report
{
    /// <summary>Prints the runs.</summary>
    /// <param name="runs">The runs, the serial one first.</param>
    /// <param name="skipped">Why one way could not be run here; <see langword="null"/> if all were.</param>
    /// <returns>Whether all gave the same answers.</returns>
    public static bool Write(IReadOnlyList<Run> runs, string? skipped)
    {
        var serial = runs[0];
        WriteTable(
            ["", "hits", "start-up", "first map", "warm map", "speed-up", "memory/worker", "at the end", "checksum"],
            [.. runs.Select(run => new[]
            {
                run.Name,
                $"{run.Hits:N0}",
                run.StartUp is { } time ? Seconds(time) : "-",
                Seconds(run.First),
                Seconds(run.Warm),
                $"{serial.Warm / run.Warm:0.00}x",
                Megabytes(run.Memory?.Before),
                Megabytes(run.Memory?.After),
                run.Checksum,
            })]);

        if (skipped is not null) Console.WriteLine($"{Environment.NewLine}Without forked processes. {skipped}");
        var measure = OperatingSystem.IsLinux() ? "proportional set size" : "working set";
        Console.WriteLine($"""

            hits           documents that contain all words of a query, summed over all queries
            start-up       from making the pool to the answers of one tiny task per worker; includes handing over the index, and for forked
                           processes a warm-up: the fork server runs some queries, and workers inherit its compiled code
            first map      all queries, by workers that have run none yet; but for forked processes, their code is still being compiled
            warm map       all queries again, by the same workers: the best of eight
            speed-up       warm map, against serial
            memory/worker  {measure} of a worker process before its first query; forked processes share one index with their server,
                           threads use that of this process ({Memory.OfThisProcess() / 1e6:N0} MB)
            at the end     the same after the last query: now with garbage that the collector has left for later
            checksum       of all answers: numbers of hits, best documents, and the text that matched

            """);

        var agree = runs.All(run => run.Checksum == serial.Checksum && run.Hits == serial.Hits);
        Console.WriteLine(agree ? $"All {runs.Count} checksums agree." : "THE CHECKSUMS DIFFER: at least one way gave wrong answers.");
        return agree;
    }

    private static string Megabytes(long? bytes) => bytes switch { null => "-", 0 => "none", _ => $"{bytes / 1e6:N0} MB" };

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.000} s";

    private static void WriteTable(string[] head, List<string[]> rows)
    {
        rows.Insert(0, head);
        var widths = Enumerable.Range(0, head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        rows.Insert(1, [.. widths.Select(width => new string('-', width))]);
        foreach (var row in rows)
        {
            // Names to the left, figures to the right.
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            Console.WriteLine(string.Join("  ", cells));
        }
    }
}
