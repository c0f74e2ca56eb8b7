using System.Globalization;
using System.Reflection;
using System.Text;
using Mpire.Engine;

namespace Mpire.Tests.Contracts;

/// <summary>
/// Ends the test run if a test takes too long, after writing what every thread of this process and of its workers waits for. xunit's own timeout
/// only asks a test to stop, which one that hangs does not hear.
/// </summary>
internal sealed class HangGuard : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _test;
    private readonly Func<IReadOnlyList<object>> _pools;
    private readonly Timer _timer;

    public HangGuard(string test, Func<IReadOnlyList<object>> pools)
    {
        (_test, _pools) = (test, pools);
        _timer = new Timer(_ => End(), null, Limit, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>What everybody does now, as text.</summary>
    public static string Describe(IReadOnlyList<object> pools)
    {
        var text = new StringBuilder();
        foreach (var pool in pools) DescribePool(text, pool);
        if (!OperatingSystem.IsLinux()) return text.ToString();
        DescribeProcess(text, Environment.ProcessId);
        foreach (var child in Residue.Children()) DescribeProcess(text, child);
        return text.ToString();
    }

    private void End()
    {
        var report = $"{_test} has not ended after {Limit.TotalSeconds} s.\n{Describe(_pools())}";
        Console.Error.WriteLine(report);
        Console.Error.Flush();
        foreach (var child in Residue.Children())
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(child);
                process.Kill();
            }
            catch (Exception)
            {
                // It has gone by itself.
            }
        }

        Environment.Exit(3);
    }

    private static void DescribePool(StringBuilder text, object pool)
    {
        // Without the gate: whoever hangs may hold it.
        for (var type = pool.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField("_engine", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(pool) is not PoolEngine engine) continue;
            text.AppendLine(CultureInfo.InvariantCulture, $"pool of {engine.Slots.Length}, {engine.Jobs.Count} open calls, {engine.AsyncJobs} of them asynchronous");
            try
            {
                foreach (var job in engine.Jobs)
                {
                    text.AppendLine(
                        CultureInfo.InvariantCulture,
                        $"  {job.Call}: open {job.IsOpen}, ending {job.IsEnding}, done {job.IsDone}, input ended {job.InputEnded}, ready {job.ReadyCount}, out {job.ChunksOut}, active {job.Backpressure.Active}/{job.Backpressure.MaxTasksActive}, failure {job.Failure?.GetType().Name}");
                }

                foreach (var slot in engine.Slots)
                {
                    if (slot.Link is not { } link)
                    {
                        text.AppendLine(CultureInfo.InvariantCulture, $"  Worker-{slot.Id}: none");
                        continue;
                    }

                    var board = link.Board;
                    text.AppendLine(
                        CultureInfo.InvariantCulture,
                        $"  Worker-{slot.Id}: process {link.ProcessId}, phase {board.Phase}, task {board.CurrentTask - 1}, begun {board.LastClaimed}, sent {slot.LastSent}, queue {slot.Queue.Count}, stopping {slot.IsStopping}, gone {link.IsGone}, killed because {slot.KilledBecause}");
                }
            }
            catch (Exception e)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  (changed while it was read: {e.Message})");
            }

            return;
        }
    }

    /// <summary>What the threads of a process wait for.</summary>
    public static void DescribeProcess(StringBuilder text, int id)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"process {id}");
        try
        {
            foreach (var task in Directory.GetDirectories($"/proc/{id}/task"))
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Path.GetFileName(task)} {Read(task, "comm"),-16} {Read(task, "wchan"),-24} {Read(task, "syscall")}");
        }
        catch (DirectoryNotFoundException)
        {
            text.AppendLine("  gone");
        }

        static string Read(string task, string file)
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, file)).Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "?";
            }
        }
    }
}
