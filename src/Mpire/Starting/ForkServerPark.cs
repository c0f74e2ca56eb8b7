using System.Runtime.Versioning;

namespace Mpire.Starting;

/// <summary>Keeps one fork server that its pool does not need any more for the next pool, for a moment: programs that make one pool after the other
/// would otherwise start a runtime for each.</summary>
/// <remarks>Only a server in which no code of the user's has left anything is kept, see <see cref="ForkServerProcess.IsClean"/>.</remarks>
[SupportedOSPlatform("linux")]
internal static class ForkServerPark
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly Lock Gate = new();
    private static ForkServerProcess? _parked;
    private static Timer? _timer;

    /// <summary>Takes the server that is kept, if it was started with just this environment, these processors and settings, and lives.</summary>
    public static ForkServerProcess? Take(Dictionary<string, string> variables, IReadOnlyList<int>? cpuIds, WorkerProfile profile)
    {
        lock (Gate)
        {
            if (_parked is not { } server || !server.WasStartedWith(variables, cpuIds, profile)) return null;
            _parked = null;
            if (!server.WaitForExit(TimeSpan.Zero, out _)) return server;
            server.Dispose();
            return null;
        }
    }

    /// <summary>Takes over a server: to keep it, or to end it.</summary>
    public static void Leave(ForkServerProcess server)
    {
        var unwanted = server;
        lock (Gate)
        {
            if (server.IsClean)
            {
                server.ForgetPool();
                (unwanted, _parked) = (_parked, server);
                _timer ??= NewTimer();
                _timer.Change(Longest, Timeout.InfiniteTimeSpan);
            }
        }

        unwanted?.Dispose();
    }

    /// <summary>Ends the server that is kept.</summary>
    public static void Clear()
    {
        ForkServerProcess? unwanted;
        lock (Gate) (unwanted, _parked) = (_parked, null);
        unwanted?.Dispose();
    }

    private static Timer NewTimer()
    {
        using var suppressed = ExecutionContext.SuppressFlow();
        return new Timer(static _ => Clear(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
