using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>A child process of this one, made by <c>posix_spawn</c>. Disposing it kills it if it still runs, and reaps it.</summary>
/// <remarks>Until the child is reaped its id cannot be given to another process; from then on no signal may be sent to it. Both happen under
/// one lock, nobody waits under it.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class ChildProcess : IOwnedProcess
{
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly SafeFileHandle? _ending;
    private bool _reaped;
    private WorkerExit _exit;
    private long _peak;

    /// <summary>Takes over a child.</summary>
    public ChildProcess(int processId)
    {
        ProcessId = processId;
        _ending = PidFd.TryOpen(processId);
    }

    /// <summary>The operating system's process id.</summary>
    public int ProcessId { get; }

    /// <summary>Becomes readable when the process has ended; -1 where the system has no such descriptor.</summary>
    public int EndDescriptor => _ending is { IsClosed: false } ending ? (int)ending.DangerousGetHandle() : -1;

    /// <inheritdoc/>
    /// <remarks>A process made by posix_spawn has its maker's memory until it has one of its own, and the system counts that in.</remarks>
    public long? PeakMemory => _peak > ResidentMemory.PeakOfThisProcess() ? _peak : null;

    /// <summary>Waits for the process to end.</summary>
    /// <param name="timeout">How long; zero only looks.</param>
    /// <param name="exit">How it ended.</param>
    /// <returns>False if it still runs.</returns>
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
            // Disposed meanwhile by another thread, which reaped the child first; or finalized, in a pool that nobody disposed.
            return WaitByLooking(timeout, out exit);
        }
    }

    /// <summary>Ends the process and its group now. No effect on one that has ended.</summary>
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
    }

    private bool TryReap(out WorkerExit exit)
    {
        lock (_gate)
        {
            if (!_reaped && WaitPid.TryReap(ProcessId, out var seen, out _peak))
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
