namespace SharedObjects;

/// <summary>A text, its name and its words.</summary>
internal sealed record Entry(string Name, string Text, List<string> Words)
{
    /// <summary>Something to change.</summary>
    public int Uses { get; set; }

    /// <summary>About what it takes on the heap: a string of n characters has 22 + 2n bytes, and a place in a list 8.</summary>
    public long Bytes => 200 + (2 * (Name.Length + Text.Length)) + Words.Sum(word => 34 + (2 * word.Length));

    public static Entry Of(string name, string text) => new(name, text, [.. Quickstart.Words.In(text).Select(word => text[word])]);
}
