using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Starting;
using Mpire.Tests.Host;
using Mpire.Workers;

namespace Mpire.Tests.Starting;

[SupportedOSPlatform("linux")]
public partial class SpawnStarterTests : WorkerStarterContract
{
    private protected override IWorkerStarter NewStarter(string life) => new SpawnStarter(new PipeRoads(life));

    [Fact]
    public unsafe void No_descriptor_but_the_roads_reaches_a_worker()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var path = Path.GetTempFileName();
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        // What careless native code leaves open: a pipe without close-on-exec.
        var ends = stackalloc int[2];
        Assert.Equal(0, Pipe(ends));
        var careless = Target(ends[0]);
        var ours = Target((int)listener.Server.Handle);

        var links = DescribeAll(new WorkerStartInfo(0, null, Scenarios.WithTestLife))["fd"].ToList();
        Assert.DoesNotContain(links, link => link.Contains(careless, StringComparison.Ordinal));
        Assert.DoesNotContain(links, link => link.Contains(ours, StringComparison.Ordinal));
        Assert.DoesNotContain(links, link => link.Contains(path, StringComparison.Ordinal));
        Assert.Contains("0 /dev/null", links);
        _ = Close(ends[0]);
        _ = Close(ends[1]);
        File.Delete(path);
    }

    [Fact]
    public async Task What_a_task_starts_does_not_hold_the_road_open()
    {
        using var worker = Start("start 1000", awaitByte: false);
        var read = Task.Run(() => Said(worker), Cancelled);
        Assert.NotEmpty(await read.WaitAsync(Guard, Cancelled));
    }

    [Fact]
    public void The_callers_end_sees_the_end_of_a_worker_while_its_siblings_live()
    {
        using var first = Start("exit 0");
        using var second = Start("hang");
        Assert.Equal(-1, ((ReaderChannel)first.Channel).Reader.ReadByte());
    }

    [Fact]
    public void A_worker_has_its_processors_before_its_runtime_starts_and_the_next_one_has_all_again()
    {
        var limited = Describe(new WorkerStartInfo(0, [0], Scenarios.WithTestLife));
        Assert.Equal("0", limited["cpus"]);
        Assert.Equal("1", limited["processors"]);
        var free = Describe(new WorkerStartInfo(1, null, Scenarios.WithTestLife));
        Assert.Equal(Invariant(Environment.ProcessorCount), free["processors"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8191)]
    [InlineData(1_000_000)]
    public void A_processor_that_does_not_exist_is_named(int id)
    {
        using var starter = NewStarter("hang");
        using (var worker = starter.Start(new WorkerStartInfo(0, [0, id], Scenarios.WithTestLife)))
        {
            Assert.True(worker.WaitForExit(Guard, out _));
            Assert.Equal(0, worker.ProcessId);
            Assert.Equal(-1, ((ReaderChannel)worker.Channel).Reader.ReadByte());
            Assert.Contains(id.ToString(CultureInfo.InvariantCulture), Assert.IsType<WorkerStartException>(worker.Refusal).Message, StringComparison.Ordinal);
        }

        Assert.Equal(Invariant(Environment.ProcessorCount), Describe(new WorkerStartInfo(1, null, Scenarios.WithTestLife))["processors"]);
    }

    [Fact]
    public void A_worker_that_is_not_wanted_any_more_is_not_left_behind()
    {
        using var starter = NewStarter("hang");
        for (var round = 0; round < 20; round++)
        {
            // More than may wait to be made: some are disposed before, some while, some after they are.
            List<IWorkerHandle> workers = [.. Enumerable.Range(0, 20).Select(id => starter.Start(new WorkerStartInfo(id, null, Scenarios.WithTestLife)))];
            if (round % 2 == 0) workers.ForEach(worker => worker.Kill());
            workers.Reverse();
            foreach (var worker in workers)
            {
                worker.Dispose();
                Assert.True(worker.WaitForExit(TimeSpan.Zero, out _));
                Assert.False(Directory.Exists($"/proc/{worker.ProcessId}") && worker.ProcessId > 0);
            }
        }
    }

    [Fact]
    public void A_worker_leads_a_group_of_its_own_and_blocks_no_signal()
    {
        var told = Describe(new WorkerStartInfo(0, null, Scenarios.WithTestLife));
        Assert.Equal(told["pid"], told["group"]);
        Assert.Equal("0000000000000000", told["blocked"]);
    }

    [Fact]
    public async Task Many_threads_start_workers_at_the_same_time()
    {
        using var starter = NewStarter("byte");
        var pending = Enumerable.Range(0, 8).Select(id => Task.Run(() =>
        {
            using var worker = starter.Start(new WorkerStartInfo(id, null, Scenarios.WithTestLife));
            var said = ((ReaderChannel)worker.Channel).Reader.ReadByte();
            Assert.True(worker.WaitForExit(Guard, out var exit));
            Assert.Equal(new WorkerExit(0, null), exit);
            return said;
        }, Cancelled));
        var said = await Task.WhenAll(pending);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], said);
    }

    [Fact]
    public void A_worker_that_is_not_its_parents_child_ends_at_once_without_Main()
    {
        var note = BirthNote.Format(parentProcessId: 1, workerId: 0, descriptors: [1], address: "1 byte");
        var result = HostProgram.Run(HostProgram.Executable, ["run:refuse"], new() { ["DOTNET_STARTUP_HOOKS"] = "Mpire", ["MPIRE_WORKER"] = note });
        Assert.Equal(ExitCodes.Orphan, result.ExitCode);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Another_build_of_the_library_is_refused_in_words()
    {
        var note = $"{Guid.NewGuid():N} {Environment.ProcessId} 0 1 1 byte";
        var result = HostProgram.Run(HostProgram.Executable, ["run:refuse"], new() { ["DOTNET_STARTUP_HOOKS"] = "Mpire", ["MPIRE_WORKER"] = note });
        Assert.Equal(ExitCodes.Mismatch, result.ExitCode);
        Assert.Contains("another build", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void The_hook_does_nothing_in_a_process_that_is_no_worker()
    {
        var result = HostProgram.Run(HostProgram.Executable, ["run:refuse"], new() { ["DOTNET_STARTUP_HOOKS"] = "Mpire" });
        Assert.Equal(["main", "supported"], result.Lines);
    }

    private static string Target(int descriptor) => Path.GetFileName(new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget!);

    [LibraryImport("libc", EntryPoint = "pipe")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static unsafe partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Close(int descriptor);
}
