using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Host;

/// <summary>What the parent does with shared memory in the tests.</summary>
internal static unsafe partial class SharingScenarios
{
    private const int FileSize = 1;
    private const int Limit = 1 << 20;

    public static int? Run(string name, int count)
    {
        switch (name)
        {
            case "shared-ask":
                return Ask((long)count << 20);
            case "shared-limited":
                return Limited();
            case "shared-busy":
                return Busy();
            default:
                return null;
        }
    }

    // Makes so much, touches all of it, or says why not.
    private static int Ask(long bytes)
    {
        try
        {
            using var array = SharedArray.Create<byte>(bytes);
            array.Fill(1);
            Console.WriteLine($"made={array[bytes - 1]}");
        }
        catch (ArgumentOutOfRangeException refused)
        {
            Console.WriteLine($"refused={refused.Message.Split('\n')[0]}");
        }

        return 0;
    }

    private static int Limited()
    {
        var limits = stackalloc ulong[] { Limit, Limit };
        if (SetLimit(FileSize, limits) != 0) return 1;
        Ask(Limit / 2);
        return Ask(Limit);
    }

    // Lives in shared memory and under its lock, until killed.
    private static int Busy()
    {
        using var numbers = SharedArray.Create<long>(1 << 20);
        using var pool = WorkerPool.Create(PoolScenarios.Options(2)).Share(numbers).Build();
        var processes = pool.Map(
            static (worker, _) =>
            {
                // Each worker gets one of the two.
                worker.Shared.Add(1, 1);
                while (worker.Shared[1] < 2) Thread.Yield();
                return (Environment.ProcessId, Lent: worker.Shared.AsSpan().Length);
            },
            [0, 1],
            new MapOptions { ChunkSize = 1 });
        Console.WriteLine("workers=" + string.Join(',', processes.Select(one => one.ProcessId).Append(Environment.ProcessId).Distinct()));
        pool.ForEach(
            static (worker, _) =>
            {
                for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromMinutes(1);) worker.Shared.Update(0, x => x + 1);
            },
            [0, 1],
            new MapOptions { ChunkSize = 1 });
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SetLimit(int resource, ulong* limits);
}
