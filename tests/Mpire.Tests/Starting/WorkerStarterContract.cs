using System.Diagnostics;
using System.Globalization;
using Mpire.Starting;
using Mpire.Tests.Host;
using Mpire.Workers;

namespace Mpire.Tests.Starting;

/// <summary>What every starter owes; the parent is this very test host.</summary>
public abstract class WorkerStarterContract
{
    private protected static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected abstract IWorkerStarter NewStarter(string life);

    [Fact]
    public void A_worker_knows_what_it_was_born_for_and_keeps_the_directory()
    {
        var told = Describe(new WorkerStartInfo(7, null, Scenarios.WithTestLife));
        Assert.Equal("7", told["id"]);
        Assert.Equal(Invariant(Environment.ProcessId), told["parent"]);
        Assert.Equal(Environment.CurrentDirectory, told["cwd"]);
    }

    [Fact]
    public void What_a_worker_starts_sees_the_programs_own_environment()
    {
        var told = Describe(new WorkerStartInfo(0, null, new Dictionary<string, string?>(Scenarios.WithTestLife) { ["MARK"] = "with space=é" }));
        foreach (var who in new[] { "managed ", "child " })
        {
            Assert.Equal("Mpire.Tests.Host", told[who + "DOTNET_STARTUP_HOOKS"]);
            Assert.Equal(Environment.GetEnvironmentVariable("DOTNET_gcServer") ?? "(unset)", told[who + "DOTNET_gcServer"]);
            Assert.Equal("(unset)", told[who + "MPIRE_WORKER"]);
            Assert.Equal("(unset)", told[who + "MPIRE_KEPT_HOOKS"]);
            Assert.Equal("(unset)", told[who + "MPIRE_KEPT_SERVERGC"]);
            Assert.Equal("with space=é", told[who + "MARK"]);
        }
    }

    [Fact]
    public void A_garbage_collector_chosen_for_the_worker_is_kept()
    {
        var chosen = new Dictionary<string, string?>(Scenarios.WithTestLife) { ["DOTNET_gcServer"] = "1", ["DOTNET_GCHeapCount"] = "1" };
        var told = Describe(new WorkerStartInfo(0, null, chosen));
        Assert.Equal("1", told["managed DOTNET_gcServer"]);
        Assert.Equal(Environment.ProcessorCount > 1 ? "True" : "False", told["serverGc"]);
    }

    [Fact]
    public void The_exit_code_is_told()
    {
        using var worker = Start("exit 7");
        Assert.True(worker.WaitForExit(Guard, out var exit));
        Assert.Equal(new WorkerExit(7, null), exit);
        Assert.True(worker.WaitForExit(TimeSpan.Zero, out var again));
        Assert.Equal(exit, again);
    }

    [Fact]
    public void An_exception_on_the_way_ends_the_worker_with_a_code_of_its_own()
    {
        using var worker = Start("throw", awaitByte: false);
        Assert.True(worker.WaitForExit(Guard, out var exit));
        Assert.Equal(new WorkerExit(ExitCodes.Failure, null), exit);
    }

    [Fact]
    public void A_killed_worker_tells_the_signal()
    {
        using var worker = Start("hang");
        Assert.False(worker.WaitForExit(TimeSpan.Zero, out _));
        Assert.False(worker.WaitForExit(TimeSpan.FromMilliseconds(30), out _));
        worker.Kill();
        worker.Kill();
        Assert.True(worker.WaitForExit(Guard, out var exit));
        Assert.Equal(new WorkerExit(null, 9), exit);
        worker.Kill();
    }

    [Fact]
    public void Killing_a_worker_ends_what_its_task_started()
    {
        using var worker = Start("start 1000", awaitByte: false);
        var tool = int.Parse(Said(worker), CultureInfo.InvariantCulture);
        Assert.True(Processes.Runs(tool));
        worker.Kill();
        Assert.True(worker.WaitForExit(Guard, out _));
        Processes.AwaitEnd(tool, Guard);
    }

    [Fact]
    public void Disposing_ends_and_reaps_a_running_worker()
    {
        var worker = Start("hang");
        worker.Dispose();
        Assert.False(Directory.Exists($"/proc/{worker.ProcessId}"));
        worker.Dispose();
        worker.Kill();
        Assert.True(worker.WaitForExit(TimeSpan.Zero, out _));
    }

    [Fact]
    public async Task Waiting_killing_and_disposing_may_meet_on_several_threads()
    {
        for (var round = 0; round < 5; round++)
        {
            var worker = Start(round % 2 == 0 ? "hang" : "exit 0");
            var waiting = Task.Run(() => worker.WaitForExit(Guard, out _), Cancelled);
            var killing = Enumerable.Range(0, 4).Select(_ => Task.Run(worker.Kill, Cancelled));
            var disposing = Task.Run(worker.Dispose, Cancelled);
            await Task.WhenAll([.. killing, disposing, waiting]);
            Assert.True(await waiting);
            Assert.False(Directory.Exists($"/proc/{worker.ProcessId}"));
        }
    }

    [Fact]
    public async Task Workers_and_ordinary_child_processes_do_not_take_each_others_ends()
    {
        using var starter = NewStarter("exit 5");
        var workers = Task.Run(() =>
        {
            for (var i = 0; i < 6; i++)
            {
                using var worker = starter.Start(new WorkerStartInfo(i, null, Scenarios.WithTestLife));
                Assert.True(worker.WaitForExit(Guard, out var exit));
                Assert.Equal(new WorkerExit(5, null), exit);
            }
        }, Cancelled);
        var children = 0;
        do
        {
            RunChild();
            children++;
        }
        while (!workers.IsCompleted);
        await workers;
        Assert.True(children > 1);
    }

    [Fact]
    public void Input_is_empty()
    {
        var told = Describe(new WorkerStartInfo(0, null, Scenarios.WithTestLife));
        Assert.Equal("-1", told["input"]);
    }

    private static void RunChild()
    {
        using var child = Process.Start("sh", ["-c", "exit 3"]);
        Assert.True(child.WaitForExit(Guard));
        Assert.Equal(3, child.ExitCode);
    }

    private protected IWorkerHandle Start(string life, bool awaitByte = true)
    {
        using var starter = NewStarter(life);
        var worker = starter.Start(new WorkerStartInfo(0, null, Scenarios.WithTestLife));
        if (awaitByte) Assert.Equal('x', ((ReaderChannel)worker.Channel).Reader.ReadByte());
        return worker;
    }

    private protected static string Said(IWorkerHandle worker) => new StreamReader(((ReaderChannel)worker.Channel).Reader).ReadToEnd();

    private protected ILookup<string, string> DescribeAll(WorkerStartInfo info)
    {
        using var starter = NewStarter("describe");
        using var worker = starter.Start(info);
        var said = Said(worker);
        Assert.True(worker.WaitForExit(Guard, out var exit));
        Assert.Equal(new WorkerExit(0, null), exit);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);
    }

    private protected Dictionary<string, string> Describe(WorkerStartInfo info) =>
        DescribeAll(info).ToDictionary(group => group.Key, group => group.First());

    private protected static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
