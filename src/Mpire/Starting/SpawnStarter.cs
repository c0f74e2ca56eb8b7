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

    /// <summary>Makes sure that this program can be run again.</summary>
    /// <param name="roads">Makes the roads to the workers.</param>
    /// <exception cref="StartMethodNotSupportedException">It cannot.</exception>
    public SpawnStarter(IRoadFactory roads)
    {
        _roads = roads;
        _command = ProgramCommand.Find(out var command) is { } refusal ? throw refusal : command!;
    }

    /// <inheritdoc/>
    public WaitSet CreateWaitSet() => _roads.CreateWaitSet();

    /// <inheritdoc/>
    public IWorkerHandle Start(WorkerStartInfo info)
    {
        var road = _roads.Create();
        try
        {
            var processId = Spawn(info, road);
            return new SpawnedWorker(processId, road.Channel);
        }
        catch
        {
            road.Channel.Dispose();
            throw;
        }
        finally
        {
            road.WorkerEnd.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The starter thread is the whole process's and stays.
    }

    private int Spawn(WorkerStartInfo info, WorkerRoad road)
    {
        var error = ProgramStart.Run(_command, WorkerEnvironment.Compose(info, _command.Hook, road), road.Descriptors, info.CpuIds, out var processId);
        return error == 0 ? processId : throw NativeError.Exception($"posix_spawn of '{_command.Path}'", error);
    }
}
