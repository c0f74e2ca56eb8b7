using System.Runtime.Versioning;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>A worker that is a child process of this one.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SpawnedWorker(int processId, FrameChannel channel) : IWorkerHandle
{
    private readonly ChildProcess _process = new(processId);

    /// <inheritdoc/>
    public int ProcessId => _process.ProcessId;

    /// <inheritdoc/>
    public FrameChannel Channel { get; } = channel;

    /// <inheritdoc/>
    public int EndDescriptor => _process.EndDescriptor;

    /// <inheritdoc/>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit) => _process.WaitForExit(timeout, out exit);

    /// <inheritdoc/>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        Channel.Dispose();
    }
}
