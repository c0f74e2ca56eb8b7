using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Quickstart;

/// <summary>What a query found.</summary>
/// <param name="Hits">How many documents contain all the words.</param>
/// <param name="Best">The best document.</param>
/// <param name="Snippet">The shortest stretch of it that has all the words.</param>
internal sealed record Answer(int Hits, string Best, string Snippet);

/// <summary>A search for documents that contain all of a few words.</summary>
internal sealed record Query(string[] Words)
{
    private const int Candidates = 40;

    /// <summary>Makes queries from the text itself, the same ones every time: each is a few words of some document, so each has a hit.</summary>
    public static Query[] Derive(InvertedIndex index, int count)
    {
        // A seeded generator gives the same numbers on every machine.
        var random = new Random(20);
        var queries = new List<Query>(count);
        for (var tries = 0; queries.Count < count && tries < count * 20; tries++)
        {
            var text = index.TextOf(random.Next(index.Documents)).ToLowerInvariant();
            string[] words = [.. Quickstart.Words.In(text).Select(word => text[word]).Distinct().Where(IsTelling)];
            if (words.Length < 4) continue;
            random.Shuffle(words);
            queries.Add(new Query(words[..random.Next(2, 5)]));
        }

        return [.. queries];

        // A word that stands nearly everywhere tells nothing, and nobody searches for it.
        bool IsTelling(string word) => index.Find(word).Length <= Math.Max(1, index.Documents / 10);
    }

    /// <summary>Ranks all documents with all the words by tf-idf, then the best of them by how close together the words stand.</summary>
    public Answer Run(InvertedIndex index)
    {
        var found = Conjunction(index);
        var best = new PriorityQueue<int, (double Score, int)>();
        foreach (var (document, score) in found)
        {
            if (best.Count < Candidates) best.Enqueue(document, (score, -document));
            else if (best.TryPeek(out _, out var worst) && score > worst.Score) best.DequeueEnqueue(document, (score, -document));
        }

        var pattern = new Regex($@"\b(?:{string.Join('|', Words.Select(Regex.Escape))})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        var answer = new Answer(found.Count, string.Empty, string.Empty);
        while (best.TryDequeue(out var document, out _))
        {
            // The best comes last and wins a draw.
            var text = index.TextOf(document);
            var snippet = text[ShortestWindow(pattern, text)];
            if (answer.Snippet.Length == 0 || (snippet.Length > 0 && snippet.Length <= answer.Snippet.Length))
                answer = answer with { Best = index.NameOf(document), Snippet = snippet };
        }

        return answer;
    }

    public override string ToString() => string.Join(' ', Words);

    // Merges the words' lists, the rarest first: every step leaves fewer documents to look for.
    private List<(int Document, double Score)> Conjunction(InvertedIndex index)
    {
        var found = new List<(int Document, double Score)>();
        var isFirst = true;
        foreach (var word in Words.OrderBy(word => index.Find(word).Length))
        {
            var postings = index.Find(word);
            var weight = Math.Log((double)index.Documents / Math.Max(1, postings.Length));
            if (isFirst)
            {
                foreach (var posting in postings) found.Add((posting.Document, Score(posting, weight)));
                isFirst = false;
                continue;
            }

            var kept = 0;
            var at = 0;
            var before = CollectionsMarshal.AsSpan(found);
            foreach (var (document, score) in before)
            {
                while (at < postings.Length && postings[at].Document < document) at++;
                if (at < postings.Length && postings[at].Document == document) before[kept++] = (document, score + Score(postings[at], weight));
            }

            found.RemoveRange(kept, found.Count - kept);
        }

        return found;
    }

    private static double Score(Posting posting, double weight) => (1 + Math.Log(posting.Count)) * weight;

    // Two marks that move over the words' occurrences: the right one until all words are inside, the left one while they still are.
    private Range ShortestWindow(Regex pattern, string text)
    {
        var occurrences = pattern.Matches(text);
        var inside = new int[Words.Length];
        var missing = Words.Length;
        var shortest = 0..0;
        for (int left = 0, right = 0; right < occurrences.Count; right++)
        {
            if (inside[WordOf(occurrences[right])]++ == 0) missing--;
            for (; missing == 0; left++)
            {
                var window = occurrences[left].Index..(occurrences[right].Index + occurrences[right].Length);
                if (shortest.End.Value == 0 || window.End.Value - window.Start.Value < shortest.End.Value - shortest.Start.Value) shortest = window;
                if (--inside[WordOf(occurrences[left])] == 0) missing++;
            }
        }

        return shortest;
    }

    private int WordOf(Match match) => Array.FindIndex(Words, word => match.ValueSpan.Equals(word, StringComparison.OrdinalIgnoreCase));
}
