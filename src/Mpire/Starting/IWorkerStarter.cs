using System.Buffers;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Starting;

/// <summary>Starts the workers of one pool, by one start method over one transport.</summary>
internal interface IWorkerStarter : IDisposable
{
    /// <summary>Whether workers are born with the pool's setup, which is then given to the starter and not to them.</summary>
    bool TakesSetup => false;

    /// <summary>Whether workers are born with the pool's setup because it lies in the process that they are copies of. Nothing of it is written then.</summary>
    bool InheritsSetup => false;

    /// <summary>How many workers may come to life at one time before each of them is ready later than it needs to be.</summary>
    int MostBirths => int.MaxValue;

    /// <summary>Creates the set in which the pool's driver waits for the channels of this starter's workers.</summary>
    WaitSet CreateWaitSet();

    /// <summary>Begins what takes long before a first worker can be started, and does not wait for it.</summary>
    /// <exception cref="MpireException">It cannot be begun.</exception>
    void Begin()
    {
    }

    /// <summary>Takes the setup of the workers that are started from now on, where <see cref="TakesSetup"/>. Does not wait.</summary>
    /// <param name="version">Which setup it is; the same one again is no work.</param>
    /// <param name="setup">The setup as written; read before the call returns.</param>
    /// <param name="hasShared">Whether there are shared objects in it.</param>
    /// <exception cref="MpireException">It cannot be handed over; the message says why.</exception>
    void TakeSetup(int version, ReadOnlySequence<byte> setup, bool hasShared)
    {
    }

    /// <summary>Takes the setup of the workers that are started from now on, where <see cref="InheritsSetup"/>.</summary>
    void Inherit(InheritedSetup setup)
    {
    }

    /// <summary>Tells of a function that workers will be asked for, so that they may be born ready for it. No effect on what they do.</summary>
    /// <param name="kind">Stands for all functions of the same code.</param>
    /// <param name="function">One of them as written.</param>
    void Expect(object kind, byte[] function)
    {
    }

    /// <summary>Lets workers that are started from now on be born with the code of a function compiled as well as running it can do, where they can be.
    /// Does not wait.</summary>
    /// <param name="function">The function as written.</param>
    /// <param name="samples">What to run it over, as written.</param>
    /// <param name="count">How many samples.</param>
    /// <exception cref="MpireException">It cannot be handed over.</exception>
    void WarmUp(byte[] function, ReadOnlySequence<byte> samples, int count)
    {
    }

    /// <summary>Starts one worker and returns as soon as its process exists or is certain to be made; its channel can be posted to at once.</summary>
    /// <exception cref="MpireException">The process could not be started; nothing is left behind.</exception>
    /// <exception cref="IOException">The system has refused it; nothing is left behind. See <see cref="StartFailure"/>.</exception>
    IWorkerHandle Start(WorkerStartInfo info);

    /// <summary>Starts several at once, all or none, where <see cref="InheritsSetup"/>.</summary>
    /// <returns>They, in the same order.</returns>
    /// <exception cref="MpireException">As for one.</exception>
    /// <exception cref="IOException">As for one.</exception>
    IReadOnlyList<IWorkerHandle> StartTogether(IReadOnlyList<WorkerStartInfo> infos) => throw new NotSupportedException();
}
