using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Interop.Linux;
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
        var variables = WorkerEnvironment.Compose(info, _command.Hook, road);
        var entries = new List<string>(variables.Count);
        foreach (var (name, value) in variables) entries.Add(name + "=" + value);
        using var environment = new StringVector(entries);
        using var arguments = new StringVector(_command.Arguments);

        var closed = OpenDescriptors.FindInheritable();
        foreach (var descriptor in road.Descriptors) closed.Remove(descriptor);
        var processId = 0;
        var error = 0;
        StarterThread.Run(() =>
        {
            using var processors = ProcessorLimit.OnThisThread(info.CpuIds);
            error = PosixSpawn.Start(_command.Path, arguments, environment, road.Descriptors, closed, out processId);
        });
        return error == 0
            ? processId
            : throw new MpireException(
                $"Worker {info.WorkerId} could not be started from '{_command.Path}'. Look whether the file is still there and whether the limits "
                + "on processes and memory leave room for another process.",
                NativeError.Exception("posix_spawn", error));
    }
}
