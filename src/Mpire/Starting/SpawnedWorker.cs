using System.Diagnostics;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>
/// A worker whose process is made by the starter's thread while its caller goes on: its road exists at once and can be posted to. A process takes a
/// millisecond to make, which no lock of a pool is held for and no asynchronous caller waits for.
/// </summary>
internal sealed class SpawnedWorker : IWorkerHandle
{
    private readonly ManualResetEventSlim _settled = new();
    private readonly Lock _gate = new();
    private readonly int _workerId;
    private volatile IOwnedProcess? _process;
    private bool _isUnwanted;

    /// <summary>Has it made.</summary>
    /// <param name="workerId">For messages.</param>
    /// <param name="road">Its road; taken over unless this throws.</param>
    /// <param name="make">Makes the process, on the starter's thread.</param>
    public SpawnedWorker(int workerId, WorkerRoad road, Func<IOwnedProcess> make)
    {
        (_workerId, Channel) = (workerId, road.Channel);
        StarterThread.Post(() => Make(road, make));
    }

    /// <summary>The operating system's process id, as soon as there is one; 0 if there never will be.</summary>
    public int ProcessId
    {
        get
        {
            _settled.Wait();
            return _process?.ProcessId ?? 0;
        }
    }

    /// <inheritdoc/>
    public Exception? Refusal { get; private set; }

    /// <inheritdoc/>
    public FrameChannel Channel { get; }

    /// <inheritdoc/>
    public long? PeakMemory => _process?.PeakMemory;

    /// <inheritdoc/>
    public int EndDescriptor => _process?.EndDescriptor ?? -1;

    /// <inheritdoc/>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit)
    {
        exit = default;
        if (!_settled.IsSet)
        {
            if (timeout == TimeSpan.Zero) return false;
            var began = Stopwatch.GetTimestamp();
            if (!_settled.Wait(timeout)) return false;
            if (timeout != Timeout.InfiniteTimeSpan) timeout = Later(timeout - Stopwatch.GetElapsedTime(began));
        }

        return _process is not { } process || process.WaitForExit(timeout, out exit);
    }

    /// <inheritdoc/>
    public void Kill()
    {
        lock (_gate)
        {
            _isUnwanted = true;
            _process?.Kill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _isUnwanted = true;

        // Short: what is being made is killed at once, what is not is not made any more.
        _settled.Wait();
        _process?.Dispose();
        Channel.Dispose();
    }

    private static TimeSpan Later(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    // The starter's thread. A worker that cannot be made shows as the end of its road.
    private void Make(WorkerRoad road, Func<IOwnedProcess> make)
    {
        try
        {
            lock (_gate)
            {
                if (_isUnwanted) return;
            }

            var process = make();
            lock (_gate)
            {
                _process = process;
                if (_isUnwanted) process.Kill();
            }
        }
        catch (Exception error)
        {
            // Told to those who wait for the worker.
            Refusal = StartFailure.Tell(_workerId, error);
        }
        finally
        {
            road.WorkerEnd.Dispose();
            if (_process is null) road.Channel.NoteWorkerExit();
            _settled.Set();
        }
    }
}
