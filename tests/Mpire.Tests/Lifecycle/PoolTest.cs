using System.Diagnostics;
using System.Globalization;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Lifecycle;

/// <summary>Base of tests with real pools: ends a run that hangs, telling where, and looks for workers that were left behind.</summary>
[Collection(PoolCollection.Name)]
public abstract class PoolTest : IDisposable
{
    private readonly Timer _guard;
    private bool _isBroken;

    /// <param name="guard">Seconds after which the test counts as hanging.</param>
    protected PoolTest(int guard = 60)
    {
        var name = TestContext.Current.TestCase?.TestCaseDisplayName;
        _guard = new Timer(_ => BreakHang(name), null, TimeSpan.FromSeconds(guard), Timeout.InfiniteTimeSpan);
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (OperatingSystem.IsLinux()) Mpire.Starting.ForkServerPark.Clear();
        try
        {
            Assert.False(_isBroken, "The test hung until its workers were killed.");
            Eventually(() => Children().Count == 0, TimeSpan.FromSeconds(20), () => "Workers are left: " + string.Join("; ", Children().Select(Describe)));
        }
        finally
        {
            foreach (var child in Children()) Signal(child, 9);
            _guard.Dispose();
        }
    }

    internal static WorkerPoolOptions Options(Way way, int workers = 2) => new()
    {
        Workers = workers,
        StartMethod = way switch
        {
            Way.Threading => StartMethod.Threading,
            Way.ForkServer => StartMethod.ForkServer,
            _ => StartMethod.Spawn,
        },
        PortableTransport = way == Way.Portable,
    };

    internal static WorkerPoolBuilder NewBuilder(Way way, int workers = 2) => WorkerPool.Create(Options(way, workers));

    internal static WorkerPool NewPool(Way way, int workers = 2) => new(Options(way, workers));

    /// <summary>The living workers of this process: its children, or those of its fork servers.</summary>
    internal static List<int> Workers() => [.. Children().SelectMany(child => Residue.IsForkServer(child) ? ChildrenOf(child).FindAll(Residue.IsWorker) : [child]).Where(Runs)];

    /// <summary>The fork servers of this process.</summary>
    internal static List<int> ForkServers() => [.. Children().Where(Residue.IsForkServer)];

    /// <summary>Processes whose parent is this one.</summary>
    internal static List<int> Children() => ChildrenOf(Environment.ProcessId);

    internal static List<int> ChildrenOf(int parent)
    {
        List<int> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (Stat(id) is { } stat && int.Parse(stat[1], CultureInfo.InvariantCulture) == parent) found.Add(id);
        }

        return found;
    }

    /// <summary>Whether it exists and is more than a zombie.</summary>
    internal static bool Runs(int processId) => Stat(processId) is { } stat && stat[0] is not ("Z" or "X");

    internal static void Signal(int processId, int signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    internal static void Eventually(Func<bool> holds, TimeSpan atMost, Func<string> otherwise)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > atMost) Assert.Fail(otherwise());
            Thread.Yield();
        }
    }

    internal static TimeSpan Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    // Without its workers most of what hangs here ends with an error that fails the test; what does not is beyond help.
    private void BreakHang(string? name)
    {
        var told = $"'{name}' hangs. Children: {string.Join("; ", Children().Select(Describe))}";
        if (_isBroken) Environment.FailFast(told);
        _isBroken = true;
        TestContext.Current.SendDiagnosticMessage(told);
        foreach (var child in Children()) Signal(child, 9);
        _guard.Change(TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan);
    }

    // State, parent and the rest; null if there is no such process.
    private static string[]? Stat(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Describe(int processId) => $"{processId} in state {Stat(processId)?[0] ?? "gone"}";
}
