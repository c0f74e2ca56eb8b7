namespace SharedObjects;

/// <summary>Two tables, times and memory, and what their columns mean.</summary>
internal static class Report
{
    public static readonly string[] Looks = ["before the work", "all read", "1 % changed", "collected"];

    /// <returns>Whether all have read the same.</returns>
    public static bool Write(IReadOnlyList<Measurement> measurements)
    {
        Console.WriteLine();
        Table.Write(
            ["", "start", "first map", "warm map", "checksum", "changes"],
            measurements.Select(one => one.WhyNot is { } whyNot
                ? new[] { $"{one.Method}", whyNot }
                : [$"{one.Method}", Milliseconds(one.Start), Milliseconds(one.FirstMap), Milliseconds(one.WarmMap), one.Checksum, one.ChangesSeen ? "seen" : "not seen"]));

        var measured = measurements.Where(one => one.WhyNot is null).ToList();
        if (measured.Count == 0) throw new IOException("No start method can be used here.");
        Console.WriteLine();
        Table.Write(["MB (of them private)", "first task", .. Looks], measured.SelectMany(MemoryOf));

        Console.WriteLine($"""

            start            from making the pool until every worker has answered; includes handing over {measured[0].Objects:N0} objects
            first map        all of them read by all workers together, by code that has not run yet; warm map: the best of eight more
            changes          whether the program sees what its workers have changed
            first task       from making the pool until the worker began its first task
            before the work  {(OperatingSystem.IsLinux() ? "proportional set size: a page of several processes counts in parts" : "working set")}; in brackets what nobody else has
            all read         every worker has read all objects
            1 % changed      every worker has changed every hundredth of {measured[0].Entries:N0} entries, which are spread over the whole memory
            collected        every worker has made a full garbage collection, which writes to every object that it finds

            """);
        var agree = measured.All(one => one.Checksum == measured[0].Checksum);
        Console.WriteLine(agree ? $"All {measured.Count} checksums agree." : "THE CHECKSUMS DIFFER: at least one method gave workers other objects.");
        return agree;
    }

    private static IEnumerable<string[]> MemoryOf(Measurement one)
    {
        foreach (var process in one.Processes)
        {
            var name = $"{(process == one.Processes[0] ? one.Method : ""),-10}  {process.Name}";
            var start = process.Start is { } time ? Milliseconds(time) : "";
            yield return process.IsThread
                ? [name, start, .. Looks.Select(_ => "a thread")]
                : [name, start, .. process.Looks.Select(look => $"{Megabytes(look.Share)} ({Megabytes(look.Private)})")];
        }

        yield return [$"{"",-10}  together", "", .. one.Totals().Select(Megabytes)];
    }

    private static string Milliseconds(double time) => $"{time:N0} ms";

    private static string Megabytes(long bytes) => $"{bytes / 1e6:N0}";
}
