using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>Pools in a program of their own: its death, its streams, its switches, pools in pools.</summary>
public sealed class HostedPoolTests : PoolTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    // What the design promises is one second; a busy machine gets more.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(15);

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Main_runs_once_tasks_print_to_the_programs_output_and_its_input_is_its_own(Way way)
    {
        using var program = StartProgram(way, "run:pool-map:3");
        program.StandardInput.Write("all of this");
        program.StandardInput.Close();
        var output = program.StandardOutput.ReadToEnd();
        Assert.True(program.WaitForExit(Soon));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines, "main");
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"task {i}").Order(), lines.Where(line => line.StartsWith("task", StringComparison.Ordinal)).Order());
        Assert.Contains("workers 3", lines);
        Assert.Contains("others False", lines);
        Assert.Contains("input all of this", lines);
        Assert.Equal(0, program.ExitCode);
    }

    [Theory]
    [InlineData(Way.Spawn, "run:pool-busy:2")]
    [InlineData(Way.Spawn, "run:pool-busy-thread:2")]
    [InlineData(Way.Portable, "run:pool-busy:2")]
    [InlineData(Way.Portable, "run:pool-busy-thread:2")]
    [InlineData(Way.ForkServer, "run:pool-busy:2")]
    [InlineData(Way.ForkServer, "run:pool-busy-thread:2")]
    public void When_the_program_is_killed_its_busy_workers_go_and_leave_nothing(Way way, string command)
    {
        var temporary = Directory.CreateTempSubdirectory("mpire tests ").FullName;
        var before = InSharedMemory();
        using var program = StartProgram(way, command, temporary: temporary);
        var workers = BusyWorkers(program, 2);
        Assert.All(workers, worker => Assert.True(Runs(worker)));
        Signal(program.Id, 9);
        Eventually(() => !workers.Exists(Runs), AtOnce, () => "Workers outlive their program: " + string.Join(' ', workers.Where(Runs)));
        Assert.True(program.WaitForExit(Soon));
        Assert.Empty(InSharedMemory().Except(before));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(temporary), entry => Path.GetFileName(entry).Contains("mpire", StringComparison.OrdinalIgnoreCase));
        Directory.Delete(temporary, recursive: true);
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Ctrl_C_ends_program_and_workers_without_a_word_from_them(Way way)
    {
        using var program = StartProgram(way, "run:pool-busy:2", "setsid");
        var workers = BusyWorkers(program, 2);
        Signal(-program.Id, 2);
        Assert.True(program.WaitForExit(Soon));
        Eventually(() => !workers.Exists(Runs), AtOnce, () => "Workers outlive their program.");
        Assert.Empty(program.StandardError.ReadToEnd());
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void A_task_may_use_a_pool_of_its_own(Way way)
    {
        using var program = StartProgram(way, "run:pool-nested");
        var output = program.StandardOutput.ReadToEnd();
        Assert.True(program.WaitForExit(Soon));
        Assert.Contains("sums 45 90 135", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), "main");
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Disposing_the_outer_pool_ends_the_workers_of_the_inner(Way way)
    {
        using var program = StartProgram(way, "run:pool-nested-busy");
        var inner = BusyWorkers(program, 1);
        program.StandardInput.WriteLine("dispose");
        Assert.StartsWith("disposed", program.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Eventually(() => !inner.Exists(Runs), AtOnce, () => "The inner worker outlives the outer pool.");
        program.StandardInput.Close();
        Assert.True(program.WaitForExit(Soon));
    }

    [Theory]
    [ClassData(typeof(ProcessWays))]
    public void Killing_the_program_ends_the_workers_of_the_inner_pool(Way way)
    {
        using var program = StartProgram(way, "run:pool-nested-busy");
        var inner = BusyWorkers(program, 1);
        Signal(program.Id, 9);
        Eventually(() => !inner.Exists(Runs), AtOnce, () => "The inner worker outlives the program.");
        Assert.True(program.WaitForExit(Soon));
    }

    [Fact]
    public void Without_startup_hooks_a_pool_of_processes_is_refused_and_threads_work()
    {
        var scratch = Directory.CreateTempSubdirectory("mpire tests ").FullName;
        try
        {
            var settings = Path.Combine(scratch, "without hooks.json");
            var content = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Mpire.Tests.Host.runtimeconfig.json")))!;
            content["runtimeOptions"]!["configProperties"]!["System.StartupHookProvider.IsSupported"] = false;
            File.WriteAllText(settings, content.ToJsonString());
            var result = HostProgram.Run("dotnet", ["exec", "--runtimeconfig", settings, HostProgram.Library, "run:pool-refused"]);
            Assert.Contains("refused Set <StartupHookSupport>true</StartupHookSupport>", result.Output, StringComparison.Ordinal);
            Assert.Contains("threads 285", result.Output, StringComparison.Ordinal);
            Assert.Equal(0, result.ExitCode);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static Process StartProgram(Way way, string command, string? through = null, string? temporary = null)
    {
        var environment = new Dictionary<string, string?>
        {
            ["MPIRE_TEST_PORTABLE"] = way == Way.Portable ? "1" : null,
            ["MPIRE_TEST_METHOD"] = way == Way.ForkServer ? "ForkServer" : null,
        };
        var info = through is null
            ? HostProgram.Prepare(HostProgram.Executable, [command], environment)
            : HostProgram.Prepare(through, [HostProgram.Executable, command], environment);
        info.RedirectStandardInput = true;
        if (temporary is not null) info.Environment["TMPDIR"] = temporary;
        return Process.Start(info)!;
    }

    private static List<int> BusyWorkers(Process program, int count)
    {
        List<int> workers = [];
        while (workers.Count < count && program.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("busy ", StringComparison.Ordinal)) workers.Add(int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture));
        }

        Assert.Equal(count, workers.Count);
        return workers;
    }

    private static List<string> InSharedMemory() =>
        [.. Directory.EnumerateFileSystemEntries("/dev/shm").Where(entry => entry.Contains("mpire", StringComparison.OrdinalIgnoreCase))];
}
