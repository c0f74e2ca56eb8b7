namespace Mpire;

/// <summary>How one map works. Checked at the call. Sizes count tasks.</summary>
public sealed record MapOptions
{
    /// <summary>The defaults.</summary>
    public static MapOptions Default { get; } = new();

    /// <summary>Tasks per chunk, at least 1; a fraction makes chunk lengths vary by one (2.5: 3, 2, 3, 2). Wins over <see cref="Splits"/>.
    /// Default: the number of tasks divided by <see cref="Splits"/>, or by 64 per worker; if the number is not known, chunks grow with the
    /// speed of the tasks.</summary>
    public double? ChunkSize { get; init; }

    /// <summary>How many chunks to make of the input, at least 1. Used when <see cref="ChunkSize"/> is not given; needs a known length.</summary>
    public int? Splits { get; init; }

    /// <summary>How many items the input has, for inputs that cannot say it themselves. An input that turns out to be longer or shorter fails the
    /// map, naming both numbers.</summary>
    public long? Length { get; init; }

    /// <summary>How many tasks may be under way: read from the input and not yet handed out as a result. At least 1. Bounds the memory of endless
    /// inputs and of results that wait for their turn. Default: enough to keep all workers busy.</summary>
    public int? MaxTasksActive { get; init; }

    /// <summary>After how many tasks a worker is replaced by a fresh one (its exit hook runs); at least 1. A worker never runs more. Default:
    /// never. For code that leaks.</summary>
    public int? WorkerLifespan { get; init; }

    /// <summary>How long one task may run; longer than zero. Default: as the pool's <see cref="WorkerPoolOptions.TaskTimeout"/> says;
    /// <see cref="Timeout.InfiniteTimeSpan"/> lifts that.</summary>
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>What becomes of the map when a task fails. Default <see cref="FailurePolicy.FailFast"/>.</summary>
    public FailurePolicy Failures { get; init; } = FailurePolicy.FailFast;
}
