namespace SharedObjects;

/// <summary>A checksum that is the same in every process, which that of <see cref="string.GetHashCode()"/> is not (FNV-1a, by characters).</summary>
internal static class Hash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, string text)
    {
        foreach (var character in text) hash = (hash ^ character) * Prime;
        return (hash ^ char.MaxValue) * Prime;
    }

    public static ulong Of(IEnumerable<ulong> parts) => parts.Aggregate(Start, (hash, part) => (hash ^ part) * Prime);
}
