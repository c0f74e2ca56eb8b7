namespace Quickstart;

/// <summary>The table and what its columns mean. Plain text, so that it reads the same on a terminal, in a file and in a log.</summary>
internal static class Report
{
    /// <summary>Prints the runs.</summary>
    /// <returns>Whether all gave the same answers.</returns>
    public static bool Write(IReadOnlyList<Run> runs)
    {
        var serial = runs[0];
        WriteTable(
            ["", "hits", "start-up", "first map", "second map", "speed-up", "memory/worker", "checksum"],
            [.. runs.Select(run => new[]
            {
                run.Name,
                $"{run.Hits:N0}",
                run.StartUp is { } time ? Seconds(time) : "-",
                Seconds(run.First),
                Seconds(run.Second),
                $"{serial.Second / run.Second:0.00}x",
                run.MemoryPerWorker switch { null => "-", 0 => "none", { } bytes => $"{bytes / 1e6:N0} MB" },
                run.Checksum,
            })]);

        var measure = OperatingSystem.IsLinux() ? "proportional set size" : "working set";
        Console.WriteLine($"""

            hits           documents that contain all words of a query, summed over all queries
            start-up       from making the pool to the answers of one tiny task per worker; includes handing over the index
            first map      all queries, by workers that have run nothing yet: their code is still being compiled
            second map     all queries once more, by the same workers
            speed-up       second map, against serial
            memory/worker  {measure} of a worker process; threads use the index of this process ({Memory.OfThisProcess() / 1e6:N0} MB)
            checksum       of all answers: numbers of hits, best documents, and the text that matched

            """);

        var agree = runs.All(run => run.Checksum == serial.Checksum && run.Hits == serial.Hits);
        Console.WriteLine(agree ? $"All {runs.Count} checksums agree." : "THE CHECKSUMS DIFFER: at least one way gave wrong answers.");
        return agree;
    }

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
