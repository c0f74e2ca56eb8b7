namespace Mpire.Starting;

/// <summary>A process that this one has made. Disposing it kills it if it still runs, and reaps it.</summary>
internal interface IOwnedProcess : IDisposable
{
    /// <summary>The operating system's process id.</summary>
    int ProcessId { get; }

    /// <summary>Becomes readable when the process has ended; -1 where there is no such descriptor. Owned by this object.</summary>
    int EndDescriptor => -1;

    /// <inheritdoc cref="IWorkerHandle.PeakMemory"/>
    long? PeakMemory => null;

    /// <inheritdoc cref="IWorkerHandle.WaitForExit"/>
    bool WaitForExit(TimeSpan timeout, out WorkerExit exit);

    /// <inheritdoc cref="IWorkerHandle.Kill"/>
    void Kill();
}
