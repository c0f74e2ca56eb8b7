using System.Runtime.InteropServices;
using System.Text;

namespace Quickstart;

/// <summary>How often a term stands in a document.</summary>
internal readonly record struct Posting(int Document, int Count);

/// <summary>
/// Which documents contain a word, and their text. Never changed once built, so any number of threads may read it. An ordinary class: the pool
/// copies it to worker processes field by field.
/// </summary>
internal sealed class InvertedIndex
{
    private readonly Dictionary<string, int> _terms;
    private readonly int[] _firstPostings;
    private readonly Posting[] _postings;
    private readonly string[] _names;
    private readonly byte[] _text;
    private readonly int[] _textEnds;

    private InvertedIndex(Dictionary<string, int> terms, List<List<Posting>> postings, List<string> names, byte[] text, List<int> textEnds)
    {
        _terms = terms;
        _firstPostings = new int[postings.Count + 1];
        for (var term = 0; term < postings.Count; term++) _firstPostings[term + 1] = _firstPostings[term] + postings[term].Count;
        _postings = new Posting[_firstPostings[^1]];
        for (var term = 0; term < postings.Count; term++) postings[term].CopyTo(_postings, _firstPostings[term]);
        _names = [.. names];
        _text = text;
        _textEnds = [.. textEnds];
    }

    public int Documents => _names.Length;

    /// <summary>Reads a corpus and notes every word of it.</summary>
    public static InvertedIndex Build(Corpus corpus, CancellationToken cancellationToken = default)
    {
        var terms = new Dictionary<string, int>(StringComparer.Ordinal);
        var bySpan = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var postings = new List<List<Posting>>();
        var names = new List<string>();
        var ends = new List<int>();
        using var text = new MemoryStream();
        foreach (var document in corpus.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var lower = document.Text.ToLowerInvariant();
            foreach (var word in Words.In(lower))
            {
                if (!bySpan.TryGetValue(lower.AsSpan(word), out var term))
                {
                    term = postings.Count;
                    terms.Add(lower[word], term);
                    postings.Add([]);
                }

                Count(postings[term], names.Count);
            }

            text.Write(Encoding.UTF8.GetBytes(document.Text));
            names.Add(document.Name);
            ends.Add((int)text.Length);
        }

        return new InvertedIndex(terms, postings, names, text.ToArray(), ends);
    }

    /// <summary>The documents that contain a word, in ascending order; none if no document does.</summary>
    public ReadOnlySpan<Posting> Find(string word) => _terms.TryGetValue(word, out var term)
        ? _postings.AsSpan(_firstPostings[term].._firstPostings[term + 1])
        : [];

    public string NameOf(int document) => _names[document];

    public string TextOf(int document) =>
        Encoding.UTF8.GetString(_text.AsSpan((document == 0 ? 0 : _textEnds[document - 1]).._textEnds[document]));

    public override string ToString() => $"{_names.Length:N0} documents, {_terms.Count:N0} terms, {_postings.Length:N0} postings, {_text.Length / 1e6:N1} MB of text";

    private static void Count(List<Posting> postings, int document)
    {
        var all = CollectionsMarshal.AsSpan(postings);
        if (all.Length > 0 && all[^1].Document == document) all[^1] = new Posting(document, all[^1].Count + 1);
        else postings.Add(new Posting(document, 1));
    }
}
