namespace Mpire.Starting;

/// <summary>What a starter must know about one worker before its process exists.</summary>
/// <param name="WorkerId">0 … workers-1; a replacement has the id of the worker it replaces.</param>
/// <param name="CpuIds">The processors it may use, set before its runtime starts; <see langword="null"/> for no limit.</param>
/// <param name="Environment">Variables to set (or, with a <see langword="null"/> value, to remove) for this worker only.</param>
internal sealed record WorkerStartInfo(int WorkerId, IReadOnlyList<int>? CpuIds, IReadOnlyDictionary<string, string?> Environment)
{
    /// <summary>How many workers there are to be beside it, itself included.</summary>
    public int Workers { get; init; } = 1;
}
