namespace Tour;

/// <summary>What the tour tells, and the checks that it tells the truth.</summary>
internal static class Say
{
    public static void Line(string text) => Console.WriteLine(text);

    /// <summary>Prints what an example gave, and ends the tour if that is not what the documentation says.</summary>
    public static void That<T>(string what, T value, bool holds)
    {
        Console.WriteLine($"  {what}: {value}");
        if (!holds) throw new InvalidOperationException($"The tour's example '{what}' gave {value}, which is wrong.");
    }
}
