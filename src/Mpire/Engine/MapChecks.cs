using Mpire.Interop;

namespace Mpire.Engine;

/// <summary>Refuses options that cannot work, at the call.</summary>
internal static class MapChecks
{
    public static MapOptions Check(MapOptions? options)
    {
        options ??= MapOptions.Default;
        if (options.ChunkSize is { } size && (!double.IsFinite(size) || size < 1))
            throw Bad(nameof(MapOptions.ChunkSize), size, "Give at least 1 task per chunk, or leave it out.");
        if (options.Splits is < 1) throw Bad(nameof(MapOptions.Splits), options.Splits, "Give at least 1 chunk, or leave it out.");
        if (options.Length is < 0) throw Bad(nameof(MapOptions.Length), options.Length, "Give the number of items, or leave it out.");
        if (options.MaxTasksActive is < 1) throw Bad(nameof(MapOptions.MaxTasksActive), options.MaxTasksActive, "Give at least 1 task, or leave it out.");
        if (options.WorkerLifespan is < 1) throw Bad(nameof(MapOptions.WorkerLifespan), options.WorkerLifespan, "Give at least 1 task per worker, or leave it out.");
        CheckLimit(nameof(MapOptions.TaskTimeout), options.TaskTimeout);
        CheckFailures(options);
        return options;
    }

    public static WorkerPoolOptions Check(WorkerPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Workers < 1)
            throw Bad(nameof(WorkerPoolOptions.Workers), options.Workers, "Give at least 1 worker, or leave it out for one per processor.");
        if (options.StartMethod is < StartMethod.Default or > StartMethod.Fork)
            throw Bad(nameof(WorkerPoolOptions.StartMethod), options.StartMethod, "Choose one of the named start methods.");
        if (options.LostChanges is < LostChanges.Warn or > LostChanges.Refuse)
            throw Bad(nameof(WorkerPoolOptions.LostChanges), options.LostChanges, "Choose Warn, Ignore or Refuse.");
        if (options.Profile is < WorkerProfile.Batch or > WorkerProfile.Inherit)
            throw Bad(nameof(WorkerPoolOptions.Profile), options.Profile, "Choose one of the named profiles.");
        CheckBytes(nameof(WorkerPoolOptions.WorkerMemoryLimit), options.WorkerMemoryLimit);
        CheckBytes(nameof(WorkerPoolOptions.WorkerMemoryHardLimit), options.WorkerMemoryHardLimit);
        CheckTime(nameof(WorkerPoolOptions.CancellationGrace), options.CancellationGrace);
        CheckTime(nameof(WorkerPoolOptions.TerminateTimeout), options.TerminateTimeout);
        CheckLimit(nameof(WorkerPoolOptions.TaskTimeout), options.TaskTimeout);
        CheckLimit(nameof(WorkerPoolOptions.WorkerInitTimeout), options.WorkerInitTimeout);
        CheckLimit(nameof(WorkerPoolOptions.WorkerExitTimeout), options.WorkerExitTimeout);
        if (options is { StartMethod: StartMethod.ForkServer or StartMethod.Fork, PortableTransport: true })
        {
            throw new ArgumentException(
                $"PortableTransport cannot be used with StartMethod.{options.StartMethod}, whose workers inherit shared memory. Leave it out, or choose StartMethod.Spawn.",
                nameof(options));
        }

        options.CpuIds?.Check(options.Workers, ProcessorNumbers.Count);
        return options;
    }

    /// <summary>Refuses a length that no array of results can have.</summary>
    public static long ArrayLength(long length) => length <= Array.MaxLength
        ? length
        : throw Bad(nameof(MapOptions.Length), length, $"A map returns at most {Array.MaxLength} results in its array; read more of them with Imap.");

    private static void CheckFailures(MapOptions options)
    {
        if (options.Failures is not { } policy) throw new ArgumentException("Failures is null. Choose a FailurePolicy, or leave it out for FailFast.", nameof(options));
        CheckCount(nameof(FailurePolicy.ExceptionRetries), policy.ExceptionRetries);
        CheckCount(nameof(FailurePolicy.TimeoutRetries), policy.TimeoutRetries);
        CheckCount(nameof(FailurePolicy.DeathRetries), policy.DeathRetries);
        if (policy.Backoff < TimeSpan.Zero) throw Bad(nameof(FailurePolicy.Backoff), policy.Backoff, "Give a time of zero or more.");
        if (policy.LongestBackoff < TimeSpan.Zero) throw Bad(nameof(FailurePolicy.LongestBackoff), policy.LongestBackoff, "Give a time of zero or more.");
    }

    private static void CheckCount(string name, int value)
    {
        if (value < 0) throw Bad(name, value, "Give 0 or more.");
    }

    private static void CheckBytes(string name, long? value)
    {
        if (value <= 0) throw Bad(name, value, "Give a number of bytes, at least 1, or leave it out for no limit.");
    }

    private static void CheckLimit(string name, TimeSpan? value)
    {
        if (value <= TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            throw Bad(name, value, "Give a time longer than zero, or leave it out for no limit.");
    }

    private static void CheckTime(string name, TimeSpan value)
    {
        if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            throw Bad(name, value, "Give a time of zero or more, or Timeout.InfiniteTimeSpan.");
    }

    private static ArgumentOutOfRangeException Bad(string name, object? value, string remedy) =>
        new(name, value, $"{name} is {value}. {remedy}");
}
