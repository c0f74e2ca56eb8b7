using System.Diagnostics;
using System.Runtime.Versioning;
using Mpire.Forking;

namespace Mpire.Starting;

/// <summary>Notices a fork server that hangs: it was asked for a worker, has nothing else to do, and does not answer. Such a server is ended, and its
/// workers with it; the next start gets another one.</summary>
/// <remarks>Reading shared objects takes as long as it takes, and is the user's business. Runs a timer only while births are awaited.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class BirthWatch : IDisposable
{
    // The start of a runtime on a busy machine takes longer than a fork.
    private const int StartFactor = 3;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly ForkServerProcess _server;
    private readonly TimeSpan _patience;
    private readonly List<ForkedWorker> _awaited = [];
    private readonly Timer _timer;
    private long _quietSince;

    /// <summary>Watches nothing yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="patience">How long it may do nothing while a birth is awaited.</param>
    public BirthWatch(ForkServerProcess server, TimeSpan patience)
    {
        (_server, _patience) = (server, patience);
        using var suppressed = ExecutionContext.SuppressFlow();
        _timer = new Timer(static self => ((BirthWatch)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Awaits a birth.</summary>
    public void Await(ForkedWorker worker)
    {
        lock (_gate)
        {
            if (_awaited.Count == 0) _timer.Change(Step, Step);
            _quietSince = Stopwatch.GetTimestamp();
            _awaited.Add(worker);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var before = _awaited.Count;
            _awaited.RemoveAll(static worker => worker.IsSettled);
            if (_awaited.Count == 0) _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

            // A birth is a sign of life, too; the other births come after it.
            var state = _server.ReadState();
            if (_awaited.Count < before || state == ServerState.Loading) _quietSince = Stopwatch.GetTimestamp();
            var patience = state == ServerState.Serving ? _patience : _patience * StartFactor;
            if (_awaited.Count == 0 || Stopwatch.GetElapsedTime(_quietSince) < patience) return;
            var hung = new WorkerStartException(
                $"The fork server (process {_server.ProcessId}) was asked for a worker and has done nothing for {patience.TotalSeconds:0} s, so it was ended. "
                + "Was it stopped by a debugger or a signal, or is the machine out of memory? The next call starts another one.",
                -1,
                innerException: null);
            var told = _server.Spoil(hung);
            foreach (var worker in _awaited) worker.GiveUp(told);
            _server.Kill();
        }
    }
}
