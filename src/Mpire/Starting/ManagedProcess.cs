using System.ComponentModel;
using System.Diagnostics;
using Mpire.Interop.Windows;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>A child made by <see cref="Process"/>, which reaps it and keeps its id from being mistaken for another's.</summary>
internal sealed class ManagedProcess : IOwnedProcess
{
    private const int SignalBase = 128;
    private const int LastSignal = 64;

    private readonly Process _process;
    private readonly JobObject? _job;
    private readonly Lock _gate = new();
    private bool _disposed;
    private WorkerExit? _exit;

    private ManagedProcess(Process process, JobObject? job)
    {
        _process = process;
        _job = job;
        ProcessId = process.Id;
    }

    /// <inheritdoc/>
    public int ProcessId { get; }

    /// <summary>Closes the new process's input and binds it to this process's life where the system can.</summary>
    /// <param name="process">The process; taken over, also where this throws.</param>
    /// <param name="cpuIds">The processors it may use; <see langword="null"/> for all.</param>
    /// <param name="channel">Is told of its end.</param>
    public static ManagedProcess TakeOver(Process process, IReadOnlyList<int>? cpuIds, FrameChannel channel)
    {
        JobObject? job = null;
        try
        {
            process.StandardInput.Close();
            if (OperatingSystem.IsWindows())
            {
                job = JobObject.CreateThatEndsWithUs();
                job.Add(process.SafeHandle);
                if (cpuIds is not null) process.ProcessorAffinity = cpuIds.Aggregate((nint)0, (mask, id) => mask | ((nint)1 << id));
            }

            // A worker that dies before it has found its road would not be noticed there.
            process.Exited += (_, _) => channel.NoteWorkerExit();
            process.EnableRaisingEvents = true;
            return new ManagedProcess(process, job);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            job?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit)
    {
        lock (_gate)
        {
            exit = _exit.GetValueOrDefault();
            if (_exit is not null || _disposed) return true;
        }

        try
        {
            if (!_process.WaitForExit(timeout)) return false;
            exit = Decode(_process.ExitCode);
        }
        catch (InvalidOperationException) when (_disposed)
        {
            // Disposed meanwhile by another thread, which has seen the end.
            exit = _exit.GetValueOrDefault();
        }

        lock (_gate) _exit ??= exit;
        return true;
    }

    /// <inheritdoc/>
    public void Kill()
    {
        lock (_gate)
        {
            if (_disposed || _exit is not null) return;
            if (OperatingSystem.IsWindows()) _job?.Terminate();
            try
            {
                KillTree();
            }
            catch (Exception ended) when (ended is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It, or a process of its tree, ended by itself at this moment.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!WaitForExit(TimeSpan.Zero, out _))
        {
            Kill();
            WaitForExit(Timeout.InfiniteTimeSpan, out _);
        }

        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
        }

        _process.Dispose();
        _job?.Dispose();
    }

    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception blind) when (blind is IOException or UnauthorizedAccessException)
        {
            // The tree cannot be looked through: there are no descriptors left, say.
            _process.Kill();
        }
    }

    // Process reports an end by signal as a shell does.
    private static WorkerExit Decode(int code) =>
        !OperatingSystem.IsWindows() && code is > SignalBase and <= SignalBase + LastSignal
            ? new WorkerExit(null, code - SignalBase)
            : new WorkerExit(code, null);
}
