using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Host;

/// <summary>Workers that end by signals, one of them for want of memory; in a control group with a limit.</summary>
internal static class MemoryScenario
{
    public static int Run()
    {
        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 1 });
        var outcomes = pool.Map(static x => TaskOutcome.Of(Task(x)), Enumerable.Range(0, 30), new MapOptions { Failures = FailurePolicy.Continue, ChunkSize = 4 });
        foreach (var (name, index) in new[] { ("swollen", 5), ("killed", 10), ("crashed", 20) })
        {
            var death = (WorkerDiedException)outcomes[index].Error!;
            Console.WriteLine($"{name}={death.WasOutOfMemory}: {death.Exit}");
            Console.WriteLine(death.Message);
        }

        Console.WriteLine($"good={outcomes.Count(outcome => outcome.Succeeded)}");
        return 0;
    }

    private static unsafe int Task(int x)
    {
        switch (x)
        {
            case 5:
                for (var i = 0; i < 60; i++) new Span<byte>(NativeMemory.Alloc(20 << 20), 20 << 20).Fill(1);
                break;
            case 10:
                using (var self = Process.GetCurrentProcess()) self.Kill();
                Thread.Sleep(Timeout.Infinite);
                break;
            case 20:
                // As a fault in native code.
                using (Process.Start("kill", ["-SEGV", $"{Environment.ProcessId}"])) Thread.Sleep(Timeout.Infinite);
                break;
            default:
                break;
        }

        return x;
    }
}
