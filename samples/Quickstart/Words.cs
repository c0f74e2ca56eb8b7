namespace Quickstart;

/// <summary>What counts as a word: two or more letters or digits in a row.</summary>
internal static class Words
{
    private const int Longest = 40;

    public static IEnumerable<Range> In(string text)
    {
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && char.IsLetterOrDigit(text[at])) continue;
            if (at - start is >= 2 and <= Longest) yield return start..at;
            start = at + 1;
        }
    }
}
