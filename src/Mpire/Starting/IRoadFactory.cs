using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>Makes the roads to a starter's workers; one per pool, since all its channels wait in one kind of set.</summary>
internal interface IRoadFactory
{
    /// <summary>Creates the set in which the channels of this factory's roads can wait.</summary>
    WaitSet CreateWaitSet();

    /// <summary>Creates one road: the caller's end, and what a new process needs to find the other.</summary>
    WorkerRoad Create();
}

/// <summary>One new road.</summary>
/// <param name="Channel">The caller's end; the worker's handle owns it.</param>
/// <param name="Descriptors">Descriptors that the worker must have, under the same numbers.</param>
/// <param name="Address">Names the worker's end to the worker.</param>
/// <param name="WorkerEnd">This process's hold on the worker's end; disposed once the worker has its own or could not be started.</param>
internal readonly record struct WorkerRoad(FrameChannel Channel, IReadOnlyList<int> Descriptors, string Address, IDisposable WorkerEnd)
{
    /// <summary>Closes both ends: nobody will use it.</summary>
    public void Discard()
    {
        Channel.Dispose();
        WorkerEnd.Dispose();
    }
}
