using System.Reflection;

namespace Mpire.Forking;

/// <summary>
/// The thread pool of a process that is copied. Its workers end by themselves when there is nothing to do. The thread that watches over them stays for ever,
/// asleep; a copy lacks it, so its pool must be told to make another, or work that blocks would never get more threads.
/// </summary>
internal static class ThreadPoolParts
{
    /// <summary>The thread that watches, as the system calls it.</summary>
    public const string Watcher = ".NET TP Gate";

    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Type? Type = typeof(object).Assembly.GetType("System.Threading.PortableThreadPool");
    private static readonly object? Pool = Type?.GetField("ThreadPoolInstance", Any)?.GetValue(null);
    private static readonly FieldInfo? Counters = Type?.GetField("_separated", Any);
    private static readonly FieldInfo? WatcherState = Counters?.FieldType.GetField("gateThreadRunningState", Any);

    private static readonly EventWaitHandle? WatcherCall =
        Type?.GetNestedType("GateThread", Any)?.GetField("RunGateThreadEvent", Any)?.GetValue(null) as EventWaitHandle;

    /// <summary>Whether this runtime has what a copy must set right.</summary>
    public static bool IsKnown { get; } = Pool is not null && WatcherState?.FieldType == typeof(int) && WatcherCall is not null;

    /// <summary>In a copy, before it has a second thread: the pool has nobody who watches.</summary>
    public static void ForgetWatcher()
    {
        if (!IsKnown) return;
        var counters = Counters!.GetValue(Pool)!;
        if (WatcherState!.GetValue(counters) is 0) return;
        WatcherState.SetValue(counters, 0);
        Counters.SetValue(Pool, counters);

        // The next one begins by waiting for this call. The first is heard by the one that is not there, who was waiting; the second stays.
        WatcherCall!.Set();
        WatcherCall.Set();
    }
}
