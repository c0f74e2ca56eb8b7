namespace Mpire.Workers;

/// <summary>What a fresh worker process executes once its parent and its environment are in order.</summary>
internal static class WorkerEntry
{
    /// <summary>The worker's whole life: takes what it was born with and returns the exit code. Set by whoever brings the loop along, before
    /// the library's hook runs.</summary>
    public static Func<WorkerBirth, int>? Life { get; set; }

    /// <summary>Lives.</summary>
    /// <returns>The exit code of the process.</returns>
    public static int Run(WorkerBirth birth) =>
        Life is { } life ? life(birth) : throw new InvalidOperationException("This worker has nothing to live for: no loop was set.");
}
