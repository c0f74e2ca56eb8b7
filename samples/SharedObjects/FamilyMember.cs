namespace SharedObjects;

/// <summary>A process, or a worker thread of one.</summary>
/// <param name="Name">What it is.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="IsThread">Whether its memory is that of the program.</param>
/// <param name="Start">Milliseconds from making the pool until it began its first task; <see langword="null"/> if it has no tasks.</param>
internal sealed record FamilyMember(string Name, int ProcessId, bool IsThread = false, double? Start = null)
{
    /// <summary>The memory it had at each look.</summary>
    public List<MemoryUse> Looks { get; init; } = [];
}
