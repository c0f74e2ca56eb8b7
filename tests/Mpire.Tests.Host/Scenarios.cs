using System.Diagnostics;
using System.Globalization;
using Mpire.Starting;

namespace Mpire.Tests.Host;

/// <summary>What the parent does in the tests.</summary>
internal static class Scenarios
{
    private static readonly Dictionary<string, string?> WithTestLife = new() { ["DOTNET_STARTUP_HOOKS"] = "Mpire.Tests.Host" };

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
            case "hang":
                return Stay(count, "hang");
            case "start":
                return Stay(1, "start " + argument);
            case "measure":
                return Measure(count);
            default:
                Console.WriteLine("unknown " + name);
                return 2;
        }
    }

    // With MPIRE_TEST_PORTABLE the way that Windows and macOS take.
    private static IWorkerStarter NewStarter(string life) =>
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("MPIRE_TEST_PORTABLE") is null
            ? new SpawnStarter(new PipeRoads(life))
            : new ProcessStarter(new NamedRoads(life));

    private static int Refuse()
    {
        Console.WriteLine(StartMethods.IsSupported(StartMethod.Spawn, out var whyNot) ? "supported" : whyNot);
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

    private static int Measure(int count)
    {
        using var starter = NewStarter("byte");
        for (var round = 0; round < 22; round++)
        {
            var cpu = ChildrenCpu();
            var start = Stopwatch.GetTimestamp();
            List<IWorkerHandle> workers = [.. Enumerable.Range(0, count).Select(id => starter.Start(new WorkerStartInfo(id, null, WithTestLife)))];
            var spawned = Stopwatch.GetElapsedTime(start);
            foreach (var worker in workers) _ = ((ReaderChannel)worker.Channel).Reader.ReadByte();
            var told = Stopwatch.GetElapsedTime(start);
            foreach (var worker in workers) worker.WaitForExit(Timeout.InfiniteTimeSpan, out _);
            var ended = Stopwatch.GetElapsedTime(start);
            foreach (var worker in workers) worker.Dispose();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"start {spawned.TotalMilliseconds:F2} first {told.TotalMilliseconds:F1} end {ended.TotalMilliseconds:F1} cpu {(ChildrenCpu() - cpu) / count}"));
        }

        return 0;
    }

    // cutime + cstime of this process, in ticks of 10 ms.
    private static long ChildrenCpu()
    {
        var fields = File.ReadAllText("/proc/self/stat").Split(' ');
        return (long.Parse(fields[15], CultureInfo.InvariantCulture) + long.Parse(fields[16], CultureInfo.InvariantCulture)) * 10;
    }
}
