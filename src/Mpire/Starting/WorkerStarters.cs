using Mpire.Interop;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>Chooses how worker processes are started and reached here.</summary>
internal static class WorkerStarters
{
    /// <summary>A starter for one pool.</summary>
    /// <param name="method">A method that starts processes.</param>
    /// <param name="portable">Whether to do without what only Linux has.</param>
    /// <param name="environment">Variables to set (or, with a <see langword="null"/> value, to remove) for the workers.</param>
    /// <param name="commonCpuIds">The processors that all workers alike may use; <see langword="null"/> for all, or where they differ.</param>
    /// <param name="profile">The workers' runtime settings.</param>
    /// <exception cref="StartMethodNotSupportedException">The method cannot be used in this program.</exception>
    public static IWorkerStarter Create(
        StartMethod method, bool portable, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<int>? commonCpuIds,
        WorkerProfile profile = WorkerProfile.Batch)
    {
        StartMethods.Resolve(method);
        if (method == StartMethod.Fork && Platform.HasLinuxPath) return new ForkStarter(new RingRoads());
        if (method == StartMethod.ForkServer && Platform.HasLinuxPath) return new ForkServerStarter(new RingRoads(), environment, commonCpuIds, profile);
        if (Platform.HasLinuxPath && !portable) return new SpawnStarter(new RingRoads(), profile);
        return new ProcessStarter(new StreamRoads(), profile);
    }

    /// <summary>Limits the calling thread, a worker, to processors. Systems that cannot are left alone.</summary>
    public static void PinThread(IReadOnlyList<int> cpuIds)
    {
        // Not disposed: the thread is a worker until its end.
        if (OperatingSystem.IsLinux()) _ = ProcessorLimit.OnThisThread(cpuIds);
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private sealed class RingRoads : IRoadFactory
    {
        public WaitSet CreateWaitSet() => new RingWaitSet();

        public WorkerRoad Create()
        {
            var channel = RingRoad.CreateCallerEnd(RingSettings.Default, out var ticket);
            return new WorkerRoad(channel, ticket.Descriptors, ticket.Address, ticket);
        }
    }

    private sealed class StreamRoads : IRoadFactory
    {
        public WaitSet CreateWaitSet() => new SignalWaitSet();

        public WorkerRoad Create()
        {
            var channel = StreamRoad.CreateCallerEnd(out var ticket);
            return new WorkerRoad(channel, ticket.Descriptors, ticket.Address, ticket);
        }
    }
}
