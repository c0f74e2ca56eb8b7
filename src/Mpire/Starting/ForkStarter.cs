using System.Runtime.Versioning;
using System.Text;
using Mpire.Forking;
using Mpire.Interop;
using Mpire.Interop.Linux;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Starting;

/// <summary>Starts workers as copies of this very process.</summary>
/// <remarks>Used under the pool's gate.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ForkStarter : IWorkerStarter
{
    private readonly IRoadFactory _roads;
    private InheritedSetup? _setup;
    private bool _isAtRest;

    /// <summary>Makes sure that this process can be copied.</summary>
    /// <exception cref="StartMethodNotSupportedException">It cannot.</exception>
    public ForkStarter(IRoadFactory roads)
    {
        _roads = roads;
        if (ForkPreparation.Find() is { } refusal) throw refusal;
    }

    /// <inheritdoc/>
    public bool InheritsSetup => true;

    /// <inheritdoc/>
    public WaitSet CreateWaitSet() => _roads.CreateWaitSet();

    /// <inheritdoc/>
    public void Inherit(InheritedSetup setup)
    {
        if (setup == _setup) return;
        (_setup, _isAtRest) = (setup, false);
    }

    /// <inheritdoc/>
    public IWorkerHandle Start(WorkerStartInfo info)
    {
        ForkServerStarter.CheckProcessors(info.CpuIds);
        if (!_isAtRest) ServerSetup.SettleQuickly();
        _isAtRest = true;
        var road = _roads.Create();
        var directory = -1;
        try
        {
            directory = CurrentDirectory.Open();
            var processId = Fork(info, road, directory);
            var worker = new CopiedWorker(new ChildProcess(processId), road.Channel);
            Copies.Add(road.Channel);
            return worker;
        }
        catch
        {
            road.Channel.Dispose();
            throw;
        }
        finally
        {
            Descriptor.Close(directory);
            road.WorkerEnd.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing of its own outlives a start.
    }

    private int Fork(WorkerStartInfo info, WorkerRoad road, int directory)
    {
        var variables = new StringBuilder();
        foreach (var (name, value) in info.Environment) ForkRequest.Append(variables, name, value);
        var request = ForkRequest.Of(info, variables);
        var descriptors = stackalloc int[ForkMessage.ForkDescriptors];
        for (var i = 0; i < ForkMessage.RoadEnds; i++) descriptors[i] = road.Descriptors[i];
        descriptors[ForkMessage.ReportEnd] = -1;
        descriptors[ForkMessage.Directory] = directory;
        InheritedSetup.Current = _setup;
        try
        {
            fixed (byte* message = request)
            {
                var child = SelfFork.Fork(message, descriptors, Copies.StandStill, () => Copies.Forget(road.Channel), out var error, out var refusal);
                if (refusal is not null) throw new StartMethodNotSupportedException(StartMethod.Fork, refusal.Reason, refusal.Remedy);
                return child > 0 ? child : throw NativeError.Exception("fork", error);
            }
        }
        finally
        {
            InheritedSetup.Current = null;
        }
    }
}
