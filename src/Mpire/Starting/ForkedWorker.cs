using System.Runtime.Versioning;
using System.Text;
using Mpire.Forking;
using Mpire.Interop;
using Mpire.Interop.Linux;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>A child of a fork server, known by what the server reports on the worker's own pipe.</summary>
/// <remarks>The server reaps the child only after this end of the pipe is closed, so that until then no other process can have its id. Closing and
/// sending signals happen under one lock; nobody waits under it.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ForkedWorker(ForkServerProcess server, int report, FrameChannel channel) : IWorkerHandle
{
    private static readonly TimeSpan BirthPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private int _report = report;
    private int _processId;
    private bool _hasEnded;
    private WorkerExit _exit;

    /// <inheritdoc/>
    public int ProcessId
    {
        get
        {
            lock (_gate)
            {
                if (_processId == 0) TakeReports();
                return _processId;
            }
        }
    }

    /// <inheritdoc/>
    public FrameChannel Channel { get; } = channel;

    /// <inheritdoc/>
    public Exception? Refusal { get; private set; }

    /// <summary>Whether it was born, or never will be.</summary>
    public bool IsSettled => ProcessId != 0 || _hasEnded;

    /// <summary>Tells why it will never be born.</summary>
    public void GiveUp(Exception reason) => Refusal ??= reason;

    /// <inheritdoc/>
    public int EndDescriptor => _report;

    /// <inheritdoc/>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit)
    {
        WaitFor(timeout, () => _hasEnded);
        lock (_gate)
        {
            exit = _exit;
            return _hasEnded;
        }
    }

    /// <inheritdoc/>
    public void Kill()
    {
        if (TryKill()) return;

        // A server that runs the user's code, or hangs, will not come to this worker, nor to any other: nobody is helped by waiting.
        if (server.ReadState() == ServerState.Serving) WaitFor(BirthPatience, () => _processId != 0 || _hasEnded);
        if (!TryKill()) server.Kill();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!WaitForExit(TimeSpan.Zero, out _))
        {
            Kill();
            WaitFor(Timeout.InfiniteTimeSpan, () => _hasEnded);
        }

        lock (_gate)
        {
            Descriptor.Close(_report);
            _report = -1;
        }

        Channel.Dispose();
    }

    private bool TryKill()
    {
        lock (_gate)
        {
            TakeReports();
            if (_hasEnded) return true;
            if (_processId == 0) return false;
            Interop.Linux.Kill.Group(_processId);
            return true;
        }
    }

    private void WaitFor(TimeSpan timeout, Func<bool> condition)
    {
        var until = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        var entries = new PollEntry[1];
        while (true)
        {
            lock (_gate)
            {
                TakeReports();
                if (_hasEnded || condition()) return;
                entries[0] = new PollEntry { Descriptor = _report, Questions = Poll.Readable };
            }

            var left = until == long.MaxValue ? -1 : (int)Math.Max(0, until - Environment.TickCount64);
            if (left == 0) return;
            Poll.Wait(entries, left);
        }
    }

    // Under the lock. Reads what is there and does not wait, but for the rest of a report that has begun.
    private void TakeReports()
    {
        var entries = new PollEntry[1];
        while (!_hasEnded)
        {
            entries[0] = new PollEntry { Descriptor = _report, Questions = Poll.Readable };
            if (Poll.Wait(entries, 0) == 0) return;
            ForkReport next;
            if (ReadWrite.Read(_report, (byte*)&next, ForkReport.Size) == ForkReport.Size) Take(next);
            else Orphaned();
        }
    }

    private void Take(in ForkReport next)
    {
        switch (next.Kind)
        {
            case ForkReportKind.Born: _processId = next.Value; return;
            case ForkReportKind.Refused:
                var refusal = ReadRefusal(next.Value);
                if (server.ReadState() == ServerState.Unfit) ForkSupport.Remember(refusal);
                Refusal = server.Spoil(refusal);
                break;
            case ForkReportKind.Failed:
                Refusal = StartFailure.Describe("The fork server could not fork another worker", NativeError.Exception("fork", next.Value));
                break;
            case ForkReportKind.Exited: _exit = new WorkerExit(next.Value, null); break;
            default: _exit = new WorkerExit(null, next.Value); break;
        }

        _hasEnded = true;
    }

    // The pipe ended without a last report: the server is gone, and its workers go with it. Its end is the one to tell.
    private void Orphaned()
    {
        server.WaitForExit(BirthPatience, out _exit);
        _hasEnded = true;
    }

    private StartMethodNotSupportedException ReadRefusal(int length)
    {
        var bytes = new byte[length];
        var have = 0;
        fixed (byte* first = bytes)
        {
            while (have < length)
            {
                var count = ReadWrite.Read(_report, first + have, length - have);
                if (count <= 0) break;
                have += count;
            }
        }

        var words = Encoding.UTF8.GetString(bytes, 0, have).Split(ServerRefusal.Separator);
        return new StartMethodNotSupportedException(StartMethod.ForkServer, words[0], words.Length > 1 ? words[1] : "");
    }
}
