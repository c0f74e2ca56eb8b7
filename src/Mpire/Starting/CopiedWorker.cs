using System.Runtime.Versioning;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>A worker that is a copy of this process.</summary>
[SupportedOSPlatform("linux")]
internal sealed class CopiedWorker(ChildProcess process, FrameChannel channel) : IWorkerHandle
{
    /// <inheritdoc/>
    public int ProcessId => process.ProcessId;

    /// <inheritdoc/>
    public FrameChannel Channel { get; } = channel;

    /// <inheritdoc/>
    public int EndDescriptor => process.EndDescriptor;

    /// <inheritdoc/>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit) => process.WaitForExit(timeout, out exit);

    /// <inheritdoc/>
    public void Kill() => process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        Copies.Remove(Channel);
        process.Dispose();
        Channel.Dispose();
    }
}
