using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>Starts workers on Linux by <c>posix_spawn</c>: each the leader of its own process group, with its processors set before its runtime
/// starts, with no descriptor but its road's, and tied to this process's life.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SpawnStarter : IWorkerStarter
{
    private readonly IRoadFactory _roads;
    private readonly ProgramCommand _command;
    private readonly WorkerProfile _profile;

    /// <summary>Makes sure that this program can be run again.</summary>
    /// <param name="roads">Makes the roads to the workers.</param>
    /// <param name="profile">The workers' runtime settings.</param>
    /// <exception cref="StartMethodNotSupportedException">It cannot.</exception>
    public SpawnStarter(IRoadFactory roads, WorkerProfile profile = WorkerProfile.Batch)
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
        var road = _roads.Create();
        try
        {
            // The environment is that of now, whatever becomes of it until the process is made.
            var variables = WorkerEnvironment.Compose(info, _command.Hook, road, _profile);
            return new SpawnedWorker(info.WorkerId, road, () => Make(info, road, variables));
        }
        catch
        {
            road.Discard();
            throw;
        }
    }

    private ChildProcess Make(WorkerStartInfo info, WorkerRoad road, Dictionary<string, string> variables)
    {
        var errors = ErrorTap.TryOpen();
        try
        {
            var error = ProgramStart.RunHere(_command, variables, road.Descriptors, info.CpuIds, errors?.WriteEnd ?? 2, out var processId);
            if (error != 0) throw NativeError.Exception($"posix_spawn of '{_command.Path}'", error);
            errors?.CloseWriteEnd();
            return new ChildProcess(processId, errors);
        }
        catch
        {
            errors?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The starter thread is the whole process's and stays.
    }
}
