using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>
/// The functions that worker processes may know, found again by their bytes: the same lambda called twice is sent once. Under the engine's
/// gate.
/// </summary>
/// <param name="looksForChanges">Whether workers look what functions change of what they captured.</param>
internal sealed class FunctionTable(bool looksForChanges)
{
    private const int MostKept = 256;
    private const int LongestKept = 4096;

    private readonly Dictionary<byte[], FunctionDefinition> _kept = new(BytesComparer.Instance);
    private int _lastId;

    /// <summary>The number of the newest.</summary>
    public int Newest => _lastId;

    /// <summary>The definition of a function that workers inherit.</summary>
    public FunctionDefinition Inherit(TaskFunction function) => new(++_lastId, WrittenFunctions.Inherited, isCompared: false) { Inherited = function, Users = 1 };

    /// <summary>The function's definition, known or new.</summary>
    public FunctionDefinition Use(byte[] bytes)
    {
        if (!_kept.TryGetValue(bytes, out var definition))
        {
            definition = new FunctionDefinition(++_lastId, bytes, looksForChanges && WrittenFunctions.CanBeCompared(bytes));
            if (MayBeKept(bytes)) _kept.Add(bytes, definition);
        }

        definition.Users++;
        return definition;
    }

    /// <summary>A job is done with it.</summary>
    /// <returns>The numbers of functions that workers can forget.</returns>
    public IReadOnlyList<int> Leave(FunctionDefinition definition)
    {
        if (--definition.Users > 0) return [];
        if (definition.Inherited is not null || !MayBeKept(definition.Bytes)) return [definition.Id];
        if (_kept.Count <= MostKept) return [];
        var forgotten = new List<int>();
        foreach (var (bytes, kept) in _kept)
        {
            if (kept.Users > 0) continue;
            forgotten.Add(kept.Id);
            _kept.Remove(bytes);
        }

        return forgotten;
    }

    private static bool MayBeKept(byte[] bytes) => bytes.Length <= LongestKept && !WrittenFunctions.HoldsMemory(bytes);

    private sealed class BytesComparer : IEqualityComparer<byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
