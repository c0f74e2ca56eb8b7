using Quickstart;

namespace SharedObjects;

/// <summary>
/// What is shared: a dictionary of records with strings and lists in them. Nothing about it is made for sharing; it is what programs have.
/// </summary>
internal sealed class Dataset
{
    private readonly Dictionary<string, Entry> _byName = new(StringComparer.Ordinal);
    private readonly List<Entry> _all = [];

    public int Entries => _all.Count;

    public long Objects { get; private set; }

    /// <summary>How many entries somebody has changed.</summary>
    public int Changed => _all.Count(entry => entry.Uses != 0);

    /// <summary>Makes entries of a text, over and over, until they take so much memory. Every process makes the same ones.</summary>
    public static Dataset Build(Corpus corpus, long bytes)
    {
        var dataset = new Dataset();
        var left = bytes;
        for (var edition = 1; left > 0; edition++)
        {
            foreach (var document in corpus.Read())
            {
                var entry = Entry.Of($"{document.Name} ({edition})", document.Text);

                // A name may be there twice in a text.
                if (!dataset._byName.TryAdd(entry.Name, entry)) continue;
                dataset._all.Add(entry);
                dataset.Objects += 4 + entry.Words.Count;
                left -= entry.Bytes;
                if (left <= 0) break;
            }

            if (dataset._all.Count == 0) throw new NoTextException("There is no text in the files: nothing to make objects of.");
        }

        return dataset;
    }

    /// <summary>Reads all strings of one part, each entry found by its name.</summary>
    public ulong Checksum(int part, int parts)
    {
        var checksum = Hash.Start;
        var (from, to) = ((int)((long)_all.Count * part / parts), (int)((long)_all.Count * (part + 1) / parts));
        for (var i = from; i < to; i++)
        {
            var entry = _byName[_all[i].Name];
            checksum = Hash.Add(Hash.Add(checksum, entry.Name), entry.Text);
            foreach (var word in entry.Words) checksum = Hash.Add(checksum, word);
        }

        return checksum;
    }

    /// <summary>Changes every hundredth entry, wherever it lies.</summary>
    public void Change()
    {
        for (var i = 0; i < _all.Count; i += 100) _all[i].Uses = 1;
    }
}
