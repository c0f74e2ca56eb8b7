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
    public IWorkerHandle Start(WorkerStartInfo info) => StartTogether([info])[0];

    /// <inheritdoc/>
    public IReadOnlyList<IWorkerHandle> StartTogether(IReadOnlyList<WorkerStartInfo> infos)
    {
        foreach (var info in infos) ForkServerStarter.CheckProcessors(info.CpuIds);
        if (!_isAtRest) ServerSetup.SettleQuickly();
        _isAtRest = true;
        var directory = -1;
        var roads = new List<WorkerRoad>(infos.Count);
        try
        {
            directory = CurrentDirectory.Open();
            using var orders = new CopyOrders(infos.Count);
            for (var i = 0; i < infos.Count; i++)
            {
                roads.Add(_roads.Create());
                Copies.Add(roads[i].Channel);
                orders.Set(i, Request(infos[i]), roads[i].Descriptors, directory);
            }

            return Fork(orders, roads);
        }
        catch
        {
            foreach (var road in roads)
            {
                Copies.Remove(road.Channel);
                road.Channel.Dispose();
            }

            throw;
        }
        finally
        {
            Descriptor.Close(directory);
            foreach (var road in roads) road.WorkerEnd.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing of its own outlives a start.
    }

    private static byte[] Request(WorkerStartInfo info)
    {
        var variables = new StringBuilder();
        foreach (var (name, value) in info.Environment) ForkRequest.Append(variables, name, value);
        return ForkRequest.Of(info, variables);
    }

    private CopiedWorker[] Fork(CopyOrders orders, List<WorkerRoad> roads)
    {
        InheritedSetup.Current = _setup;
        try
        {
            var forked = SelfFork.Fork(orders, Copies.StandStill, Copies.Forget, out var error, out var refusal);
            var processes = new ChildProcess[forked];
            for (var i = 0; i < forked; i++) processes[i] = new ChildProcess(orders.Processes[i]);
            if (forked == orders.Count) return [.. processes.Select((process, i) => new CopiedWorker(process, roads[i].Channel))];

            // All or none.
            foreach (var process in processes)
            {
                process.Kill();
                process.Dispose();
            }

            if (refusal is not null) throw new StartMethodNotSupportedException(StartMethod.Fork, refusal.Reason, refusal.Remedy);
            throw NativeError.Exception("fork", error);
        }
        finally
        {
            InheritedSetup.Current = null;
        }
    }
}
