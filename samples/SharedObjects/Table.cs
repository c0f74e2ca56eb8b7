namespace SharedObjects;

/// <summary>Rows under heads, in plain text. A row that is shorter than the heads says why in its last cell, which may be as long as it is.</summary>
internal static class Table
{
    public static void Write(string[] heads, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(heads).ToList();
        var widths = Enumerable.Range(0, heads.Length).Select(column => all.Where(row => row.Length == heads.Length).Max(row => row[column].Length)).ToArray();
        widths[0] = all.Max(row => row[0].Length);
        all.Insert(1, [.. widths.Select(width => new string('-', width))]);

        // Names and words to the left, figures to the right.
        foreach (var row in all)
        {
            Console.WriteLine(row.Length < heads.Length
                ? $"{row[0].PadRight(widths[0])}  {row[1]}"
                : string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        }
    }
}
