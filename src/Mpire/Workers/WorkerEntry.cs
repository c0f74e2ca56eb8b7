using Mpire.Transport;

namespace Mpire.Workers;

/// <summary>What a fresh worker process executes once its parent and its environment are in order.</summary>
internal static class WorkerEntry
{
    /// <summary>The worker's whole life. Replaced only by tests of how workers are started, which have no pool.</summary>
    public static Func<WorkerBirth, int> Life { get; set; } = Work;

    /// <summary>Lives.</summary>
    /// <returns>The exit code of the process.</returns>
    public static int Run(WorkerBirth birth) => Life(birth);

    private static int Work(WorkerBirth birth)
    {
        using var channel = Road.OpenWorkerEnd(birth.Address);
        new WorkerLoop(channel, birth.EndEverything).Run();
        return 0;
    }
}
