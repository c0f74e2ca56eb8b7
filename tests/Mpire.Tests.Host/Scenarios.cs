using System.Diagnostics;
using System.Globalization;
using Mpire.Starting;

namespace Mpire.Tests.Host;

/// <summary>What the parent does in the tests.</summary>
internal static class Scenarios
{
    /// <summary>Lets the hook of this assembly run first in a worker.</summary>
    public static readonly Dictionary<string, string?> WithTestLife = new() { ["DOTNET_STARTUP_HOOKS"] = "Mpire.Tests.Host" };

    public static int Run(string name, string argument, int count)
    {
        switch (name)
        {
            case "refuse":
                return Refuse();
            case "chdir":
                Environment.CurrentDirectory = argument;
                return Tell("describe", 1);
            case "describe":
            case "byte":
                return Tell(name, count);
            case "plain":
                return Plain();
            case "hang":
                return Stay(count, "hang");
            case "start":
                return Stay(1, "start " + argument);
            case "nest":
                return Stay(1, "nest");
            case "measure":
                return Measure(count);
            default:
                Console.WriteLine("unknown " + name);
                return 2;
        }
    }

    // With MPIRE_TEST_PORTABLE the way that Windows and macOS take.
    public static IWorkerStarter NewStarter(string life) =>
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("MPIRE_TEST_PORTABLE") is null
            ? new SpawnStarter(new PipeRoads(life))
            : new ProcessStarter(new NamedRoads(life));

    private static int Refuse()
    {
        Console.WriteLine(StartMethods.IsSupported(StartMethod.Spawn, out var whyNot) ? "supported" : whyNot);
        return 0;
    }

    // A worker for which nothing is asked, not even the hook of this assembly.
    private static int Plain()
    {
        using var starter = NewStarter("byte");
        using var worker = starter.Start(new WorkerStartInfo(0, null, new Dictionary<string, string?>()));
        Console.WriteLine(worker.WaitForExit(TimeSpan.FromSeconds(20), out var exit) ? exit : "still runs");
        return 0;
    }

    private static int Tell(string life, int count)
    {
        using var starter = NewStarter(life);
        List<IWorkerHandle> workers = [.. Enumerable.Range(0, count).Select(id => starter.Start(new WorkerStartInfo(id, null, WithTestLife)))];
        foreach (var worker in workers)
        {
            using var reader = new StreamReader(((ReaderChannel)worker.Channel).Reader);
            Console.WriteLine(life == "byte" ? "worker " + reader.Read() : reader.ReadToEnd());
            var ended = worker.WaitForExit(TimeSpan.FromSeconds(20), out var exit);
            Console.WriteLine(ended ? exit : "still runs");
            worker.Dispose();
        }

        return 0;
    }

    // The thread that starts them ends at once; then the program waits to be killed.
    private static int Stay(int count, string life)
    {
        var thread = new Thread(() =>
        {
            var starter = NewStarter(life);
            for (var id = 0; id < count; id++)
            {
                var worker = starter.Start(new WorkerStartInfo(id, null, WithTestLife));
                var said = new StreamReader(((ReaderChannel)worker.Channel).Reader).ReadToEnd();
                Console.WriteLine($"worker {worker.ProcessId} {said}");
                Kept.Add(worker);
            }
        });
        thread.Start();
        thread.Join();
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static readonly List<IWorkerHandle> Kept = [];

    // Alternates the library's way with the floor: a bare hook that writes a byte and is gone.
    private static int Measure(int count)
    {
        using var starter = NewStarter("byte");
        var bare = new Dictionary<string, string?>(WithTestLife) { ["MPIRE_TEST_BARE"] = "1" };
        for (var round = 0; round < 40; round++)
        {
            var kind = round % 2 == 0 ? "mpire" : "bare";
            var environment = round % 2 == 0 ? WithTestLife : bare;
            var cpu = ChildTime.Used();
            var start = Stopwatch.GetTimestamp();
            List<IWorkerHandle> workers = [.. Enumerable.Range(0, count).Select(id => starter.Start(new WorkerStartInfo(id, null, environment)))];
            var spawned = Stopwatch.GetElapsedTime(start);
            foreach (var worker in workers) _ = ((ReaderChannel)worker.Channel).Reader.ReadByte();
            var told = Stopwatch.GetElapsedTime(start);
            foreach (var worker in workers) worker.WaitForExit(Timeout.InfiniteTimeSpan, out _);
            var ended = Stopwatch.GetElapsedTime(start);
            foreach (var worker in workers) worker.Dispose();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{kind} start {spawned.TotalMilliseconds:F2} first {told.TotalMilliseconds:F1} end {ended.TotalMilliseconds:F1} cpu {(ChildTime.Used() - cpu).TotalMilliseconds / count:F1}"));
        }

        return 0;
    }

}
