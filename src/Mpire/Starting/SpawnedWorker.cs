using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mpire.Interop.Linux;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>A child made by <c>posix_spawn</c>.</summary>
/// <remarks>Until the child is reaped its id cannot be given to another process; from then on no signal may be sent to it. Both happen under
/// one lock, nobody waits under it.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class SpawnedWorker : IWorkerHandle
{
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly SafeFileHandle? _ending;
    private bool _reaped;
    private WorkerExit _exit;

    /// <summary>Takes over a child and its channel.</summary>
    public SpawnedWorker(int processId, FrameChannel channel)
    {
        ProcessId = processId;
        Channel = channel;
        _ending = PidFd.TryOpen(processId);
    }

    /// <inheritdoc/>
    public int ProcessId { get; }

    /// <inheritdoc/>
    public FrameChannel Channel { get; }

    /// <inheritdoc/>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit)
    {
        if (TryReap(out exit)) return true;
        if (timeout == TimeSpan.Zero) return false;
        if (_ending is null) return WaitByLooking(timeout, out exit);
        try
        {
            return PidFd.Wait(_ending, timeout) && TryReap(out exit);
        }
        catch (ObjectDisposedException)
        {
            // Disposed meanwhile by another thread, which reaped the child first.
            return TryReap(out exit);
        }
    }

    /// <inheritdoc/>
    public void Kill()
    {
        lock (_gate)
        {
            if (!_reaped) Interop.Linux.Kill.Group(ProcessId);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!TryReap(out _))
        {
            Kill();
            WaitForExit(Timeout.InfiniteTimeSpan, out _);
        }

        _ending?.Dispose();
        Channel.Dispose();
    }

    private bool TryReap(out WorkerExit exit)
    {
        lock (_gate)
        {
            if (!_reaped && WaitPid.TryReap(ProcessId, out var seen))
            {
                _reaped = true;
                _exit = seen;
            }

            exit = _exit;
            return _reaped;
        }
    }

    // Only where the kernel or a sandbox offers no descriptor for a process: there is nothing to sleep on but time.
    private bool WaitByLooking(TimeSpan timeout, out WorkerExit exit)
    {
        var start = Stopwatch.GetTimestamp();
        var nap = TimeSpan.FromMilliseconds(1);
        while (!TryReap(out exit))
        {
            if (timeout != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) >= timeout) return false;
            Thread.Sleep(nap);
            nap = nap * 2 < LongestNap ? nap * 2 : LongestNap;
        }

        return true;
    }
}
