using Mpire;

namespace SharedObjects;

/// <summary>What one start method took. Times are milliseconds. Goes from the process that measured to the one that compares, as JSON.</summary>
internal sealed record Measurement
{
    public required StartMethod Method { get; init; }

    /// <summary>Why it cannot be used here; the rest is empty then.</summary>
    public string? WhyNot { get; init; }

    /// <summary>From making the pool until every worker had answered.</summary>
    public double Start { get; init; }

    public double FirstMap { get; init; }

    public double WarmMap { get; init; }

    public string Checksum { get; init; } = "";

    public long Objects { get; init; }

    public int Entries { get; init; }

    /// <summary>Whether the program has seen what workers changed.</summary>
    public bool ChangesSeen { get; init; }

    public IReadOnlyList<FamilyMember> Processes { get; init; } = [];

    /// <summary>Bytes of all processes together at each look.</summary>
    public IReadOnlyList<long> Totals() =>
        [.. Report.Looks.Select((_, look) => Processes.Where(process => !process.IsThread).Sum(process => process.Looks[look].Share))];
}
