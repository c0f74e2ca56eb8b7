using System.Diagnostics;
using System.Globalization;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>Starts workers by <see cref="Process"/>, on every platform. The worker finds its road by the address alone.</summary>
/// <remarks>
/// What the platforms without <see cref="SpawnStarter"/> cannot do as well: on Windows a worker's processors are set right after its start, so
/// the runtime is told their number beforehand; macOS has no way to limit processors. A parent's death is noticed by the end of the road
/// (on Windows the job ends the worker besides).
/// </remarks>
internal sealed class ProcessStarter : IWorkerStarter
{
    private const string ProcessorCountVariable = "DOTNET_PROCESSOR_COUNT";
    private const int ProcessorsOfAGroup = 64;

    private readonly IRoadFactory _roads;
    private readonly ProgramCommand _command;
    private readonly WorkerProfile _profile;

    /// <summary>Makes sure that this program can be run again.</summary>
    /// <param name="roads">Makes the roads to the workers; they must need no descriptors.</param>
    /// <param name="profile">The workers' runtime settings.</param>
    /// <exception cref="StartMethodNotSupportedException">It cannot.</exception>
    public ProcessStarter(IRoadFactory roads, WorkerProfile profile = WorkerProfile.Batch)
    {
        (_roads, _profile) = (roads, profile);
        _command = ProgramCommand.Find(out var command) is { } refusal ? throw refusal : command!;
    }

    /// <inheritdoc/>
    public int MostBirths => ProgramCommand.MostBirths;

    /// <inheritdoc/>
    public WaitSet CreateWaitSet() => _roads.CreateWaitSet();

    /// <inheritdoc/>
    public IWorkerHandle Start(WorkerStartInfo info)
    {
        Check(info.CpuIds);
        var road = _roads.Create();
        try
        {
            if (road.Descriptors.Count > 0) throw new InvalidOperationException("A process started this way cannot be given descriptors.");
            var startInfo = Describe(info, road);
            return new SpawnedWorker(info.WorkerId, road, () => ManagedProcess.TakeOver(Launch(startInfo, info), info.CpuIds, road.Channel));
        }
        catch
        {
            road.Discard();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing of its own outlives a start.
    }

    private ProcessStartInfo Describe(WorkerStartInfo info, WorkerRoad road)
    {
        var startInfo = new ProcessStartInfo(_command.Path, _command.Arguments.Skip(1)) { RedirectStandardInput = true };
        startInfo.Environment.Clear();
        foreach (var (name, value) in WorkerEnvironment.Compose(info, _command.Hook, road, _profile)) startInfo.Environment[name] = value;
        if (OperatingSystem.IsWindows() && info.CpuIds is { } processors)
            startInfo.Environment[ProcessorCountVariable] = processors.Count.ToString("x", CultureInfo.InvariantCulture);
        return startInfo;
    }

    // The starter's thread: on Linux a worker lives no longer than the thread that started it.
    private static Process Launch(ProcessStartInfo startInfo, WorkerStartInfo info)
    {
        Process? process;
        if (OperatingSystem.IsLinux())
        {
            using var limit = ProcessorLimit.OnThisThread(info.CpuIds);
            process = Process.Start(startInfo);
        }
        else
        {
            process = Process.Start(startInfo);
        }

        return process ?? throw new WorkerStartException($"Worker {info.WorkerId} got no process.", info.WorkerId, innerException: null);
    }

    private static void Check(IReadOnlyList<int>? cpuIds)
    {
        if (cpuIds is null || OperatingSystem.IsLinux()) return;
        if (!OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("This system has no way to limit a process to processors. Leave the CPU ids out.");
        if (cpuIds.Count == 0) throw new ArgumentException("A worker needs at least one processor.", nameof(cpuIds));
        foreach (var id in cpuIds)
        {
            if (id is < 0 or >= ProcessorsOfAGroup)
                throw new WorkerStartException(
                    $"Processor {id} cannot be chosen: on Windows only the {ProcessorsOfAGroup} of the process's own group can.", -1, innerException: null);
        }
    }
}
