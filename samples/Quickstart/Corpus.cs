using System.Text;
using System.Xml;

namespace Quickstart;

/// <summary>A piece of text that can be found: a documented member, or a paragraph of a file.</summary>
internal readonly record struct Document(string Name, string Text);

/// <summary>Text files of one place. Holds their names only, so that it is quickly sent to a worker that reads them itself.</summary>
internal sealed class Corpus
{
    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,

        // A link may lead back to where we are.
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    private readonly string[] _files;

    private Corpus(string what, IEnumerable<string> files)
    {
        // The same order on every machine and in every process: documents are numbered by it.
        _files = [.. files.Order(StringComparer.Ordinal)];
        var bytes = _files.Sum(file => new FileInfo(file).Length);
        Description = $"{what}: {_files.Length:N0} {(_files.Length == 1 ? "file" : "files")}, {bytes / 1e6:N1} MB";
    }

    /// <summary>What it is and how much.</summary>
    public string Description { get; }

    /// <summary>Finds the text of a folder; without one, text that every .NET SDK brings.</summary>
    /// <exception cref="NoTextException">There is none.</exception>
    public static Corpus Find(string? folder)
    {
        if (folder is null) return DotnetTexts.Find();
        if (!Directory.Exists(folder)) throw new NoTextException($"The folder '{folder}' does not exist.");
        var texts = Directory.EnumerateFiles(folder, "*", Everywhere).Where(IsText).ToList();
        return Of(folder, texts) ?? throw new NoTextException($"The folder '{folder}' holds no text.");
    }

    /// <summary>Makes a corpus of files; <see langword="null"/> if there are none.</summary>
    public static Corpus? Of(string what, IReadOnlyCollection<string> files) => files.Count == 0 ? null : new Corpus(what, files);

    /// <summary>Reads everything.</summary>
    public IEnumerable<Document> Read() => _files.SelectMany(file => IsDocumentation(file) ? Members(file) : Paragraphs(file));

    // Text has no zero bytes; looking at the beginning is what other search programs do, too.
    private static bool IsText(string file)
    {
        try
        {
            Span<byte> beginning = stackalloc byte[4096];
            using var stream = File.OpenRead(file);
            var length = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
            return beginning[..length].ContainsAnyExcept((byte)' ', (byte)'\r', (byte)'\n') && !beginning[..length].Contains((byte)0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsDocumentation(string file)
    {
        if (!file.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            using var reader = XmlReader.Create(file);
            return reader.MoveToContent() == XmlNodeType.Element && reader.Name == "doc" && reader.ReadToDescendant("members");
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static IEnumerable<Document> Members(string file)
    {
        using var reader = XmlReader.Create(file);
        while (reader.ReadToFollowing("member"))
        {
            var name = reader.GetAttribute("name") ?? file;
            yield return new Document(name, TextOf(reader));
        }
    }

    // The text of a member; a reference (<see cref="T:System.Int32" />, <paramref name="value" />) reads as its name.
    private static string TextOf(XmlReader member)
    {
        var text = new StringBuilder();
        var depth = member.Depth;
        while (!member.IsEmptyElement && member.Read() && member.Depth > depth)
        {
            if (member.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                text.Append(member.Value);
            else if (member.NodeType == XmlNodeType.Element)
                text.Append(' ').Append((member.GetAttribute("cref") ?? member.GetAttribute("name") ?? member.GetAttribute("langword"))?.Split(':')[^1]);
        }

        return text.ToString();
    }

    private static IEnumerable<Document> Paragraphs(string file)
    {
        var paragraph = new StringBuilder();
        var line = 0;
        var first = 1;
        foreach (var text in File.ReadLines(file).Append(string.Empty))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                paragraph.AppendLine(text);
                continue;
            }

            if (paragraph.Length > 0) yield return new Document($"{Path.GetFileName(file)}:{first}", paragraph.ToString());
            paragraph.Clear();
            first = line + 1;
        }
    }
}
