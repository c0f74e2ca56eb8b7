using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>Starts the workers of one pool, by one start method over one transport.</summary>
internal interface IWorkerStarter : IDisposable
{
    /// <summary>Creates the set in which the pool's driver waits for the channels of this starter's workers.</summary>
    WaitSet CreateWaitSet();

    /// <summary>Starts one worker and returns as soon as its process exists; its channel can be posted to at once.</summary>
    /// <exception cref="MpireException">The process could not be started; nothing is left behind.</exception>
    IWorkerHandle Start(WorkerStartInfo info);
}
