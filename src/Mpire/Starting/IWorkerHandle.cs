using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>One worker process as the calling process sees it. Disposing it kills the worker if it still runs, reaps it, and closes its
/// channel; it never blocks longer than the operating system needs to end a killed process.</summary>
internal interface IWorkerHandle : IDisposable
{
    /// <summary>The operating system's process id; 0 if it was not born yet, or never.</summary>
    int ProcessId { get; }

    /// <summary>Why it could not be born, if that was refused; known once it counts as ended.</summary>
    Exception? Refusal => null;

    /// <summary>The caller's end of the road to this worker.</summary>
    FrameChannel Channel { get; }

    /// <summary>A descriptor that becomes readable when the process has ended, or has something to tell about it; -1 where there is none. Owned by the
    /// handle.</summary>
    int EndDescriptor => -1;

    /// <summary>The most memory that it had in use, bytes; known once it has ended, where the system tells.</summary>
    long? PeakMemory => null;

    /// <summary>Waits for the process to end.</summary>
    /// <param name="timeout">How long; zero only looks.</param>
    /// <param name="exit">How it ended.</param>
    /// <returns>False if it still runs.</returns>
    bool WaitForExit(TimeSpan timeout, out WorkerExit exit);

    /// <summary>Ends the process now, with everything it started that is still in its process group (Windows: its job).
    /// No effect on a worker that has ended.</summary>
    void Kill();
}
