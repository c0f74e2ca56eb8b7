using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Net.Sockets;
using System.Runtime;
using System.Runtime.Versioning;
using Mpire.Starting;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>What is particular to workers that a fork server makes: what they share, what is refused, what happens when the server dies or hangs.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForkServerTests : PoolTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static object? _left;

    public ForkServerTests() => Assert.SkipUnless(StartMethods.IsSupported(StartMethod.ForkServer, out var whyNot), whyNot ?? "");

    /// <summary>What a factory may leave behind, and a word of the refusal.</summary>
    public static TheoryData<string, string> Leftovers => new()
    {
        { "timer", ".NET Timer" },
        { "delay", ".NET Timer" },
        { "thread", "left alone" },
        { "pool", ".NET TP" },
        { "socket", ".NET Sockets" },
        { "process", ".NET SigHandler" },
    };

    [Theory]
    [MemberData(nameof(Leftovers))]
    public void A_factory_that_leaves_a_thread_behind_is_refused_by_its_name(string what, string word)
    {
        using var pool = WorkerPool.Create(Options(Way.ForkServer)).Share(() => Leave(what)).Build();
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<StartMethodNotSupportedException>(() => pool.Map((worker, x) => x, new[] { 1, 2 }));
            Assert.Equal(StartMethod.ForkServer, error.Method);
            Assert.Contains(word, error.Reason, StringComparison.Ordinal);
            Assert.Contains("StartMethod.Spawn", error.Remedy, StringComparison.Ordinal);
        }

        Assert.Empty(Workers());

        // The pool is not lost with it: what is in order again gets a server without the thread.
        pool.SetSharedObjects("another");
        Assert.Equal(["another1"], pool.Map((worker, x) => worker.Shared + x, new[] { 1 }));
    }

    [Fact]
    public async Task When_the_server_is_killed_the_call_is_told_and_the_next_one_works()
    {
        using var pool = WorkerPool.Create(Options(Way.ForkServer)).Share(new List<string> { "kept" }).Build();
        Assert.Equal(["kept1", "kept2"], pool.Map((worker, x) => worker.Shared[0] + x, new[] { 1, 2 }));
        for (var i = 0; i < 3; i++)
        {
            var server = Assert.Single(ForkServers());
            using var begun = new TemporaryFile();
            var path = begun.Path;
            var running = pool.ApplyAsync(() => Forever(path));
            Eventually(() => begun.Length > 0, Soon, () => "The task does not begin.");
            Signal(server, 9);
            await Assert.ThrowsAsync<WorkerDiedException>(() => running.WaitAsync(Soon, Token));
            Assert.Equal(["kept3", "kept4"], pool.Map((worker, x) => worker.Shared[0] + x, new[] { 3, 4 }));
            Assert.NotEqual(server, Assert.Single(ForkServers()));
        }
    }

    [Fact]
    public void When_the_server_is_killed_between_two_calls_the_second_works()
    {
        using var pool = new WorkerPool(Options(Way.ForkServer));
        Assert.Equal([1, 2], pool.Map(x => x, new[] { 1, 2 }));
        pool.Stop();
        Signal(Assert.Single(ForkServers()), 9);
        Assert.Equal([1, 2], pool.Map(x => x, new[] { 1, 2 }));
    }

    [Fact]
    public void A_server_that_does_not_answer_is_ended_and_named_and_the_next_call_gets_another()
    {
        using var pool = new WorkerPool(Options(Way.ForkServer));
        Assert.Equal([1, 2], pool.Map(x => x, new[] { 1, 2 }));
        pool.Stop();
        var before = ForkServerStarter.Patience;
        try
        {
            ForkServerStarter.Patience = TimeSpan.FromSeconds(3);
            using var other = new WorkerPool(Options(Way.ForkServer));
            Assert.Equal([1], other.Map(x => x, new[] { 1 }));
            other.Stop();
            foreach (var server in ForkServers()) Signal(server, 19);
            var error = Assert.Throws<WorkerStartException>(() => other.Map(x => x, new[] { 1, 2 }));
            Assert.Contains("has done nothing for 3 s", error.Message, StringComparison.Ordinal);
            ForkServerStarter.Patience = before;
            Assert.Equal([1, 2], other.Map(x => x, new[] { 1, 2 }));
            foreach (var server in ForkServers()) Signal(server, 18);
        }
        finally
        {
            ForkServerStarter.Patience = before;
        }
    }

    [Fact]
    public async Task Terminate_does_not_wait_for_a_factory_that_never_returns()
    {
        using var pool = WorkerPool.Create(Options(Way.ForkServer)).Share(() =>
        {
            Thread.Sleep(Timeout.Infinite);
            return 1;
        }).Build();
        var call = pool.MapAsync((worker, x) => x, new[] { 1, 2 });
        Eventually(() => ForkServers().Count == 1, Soon, () => "No server.");
        pool.Terminate();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Soon, Token));
    }

    [Fact]
    public void A_mapped_file_of_the_factory_is_there_in_the_workers()
    {
        using var file = new TemporaryFile();
        File.WriteAllBytes(file.Path, [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i % 251))]);
        var path = file.Path;
        using var pool = WorkerPool.Create(Options(Way.ForkServer)).Share(() => MappedFile.Open(path)).Build();
        Assert.Equal([1, 10, 99_999 % 251], pool.Map((worker, x) => (int)worker.Shared.View.ReadByte(x), new[] { 1, 10, 99_999 }));
    }

    [Fact]
    public void Shared_objects_are_not_copied_when_they_are_read()
    {
        var shared = Enumerable.Range(0, 500_000).ToDictionary(i => i, i => $"value {i}");
        using var pool = WorkerPool.Create(Options(Way.ForkServer)).Share(shared).Build();
        var before = pool.Map((worker, _) => PrivateKilobytes(), new[] { 1, 2 });
        var after = pool.Map(
            (worker, _) =>
            {
                var length = 0L;
                foreach (var (key, value) in worker.Shared) length += key + value.Length;
                GC.KeepAlive(length);
                return PrivateKilobytes();
            },
            new[] { 1, 2 });

        // The dictionary is 45 MB; a spawned worker has all of it for itself.
        Assert.All(before.Concat(after), kilobytes => Assert.InRange(kilobytes, 1, 12_000));
    }

    [Fact]
    public void New_workers_see_the_programs_directory_and_variables_of_now()
    {
        const string name = "MPIRE_TEST_FORK_VARIABLE";
        const string gone = "MPIRE_TEST_FORK_GONE";
        var home = Directory.GetCurrentDirectory();
        var elsewhere = Directory.CreateTempSubdirectory("mpire here ").FullName;
        Environment.SetEnvironmentVariable(gone, "there");
        using var pool = new WorkerPool(Options(Way.ForkServer, 1) with { KeepAlive = false });
        Assert.Equal([home, "", "there"], Told());
        try
        {
            Directory.SetCurrentDirectory(elsewhere);
            Environment.SetEnvironmentVariable(name, "changed=yes ü");
            Environment.SetEnvironmentVariable(gone, null);
            Assert.Equal([elsewhere, "changed=yes ü", ""], Told());
        }
        finally
        {
            Directory.SetCurrentDirectory(home);
            Environment.SetEnvironmentVariable(name, null);
            Directory.Delete(elsewhere);
        }

        string[] Told() => pool.Map(
            _ => new[] { Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable(name) ?? "", Environment.GetEnvironmentVariable(gone) ?? "" },
            new[] { 1 })[0];
    }

    [Fact]
    public void A_warm_up_runs_in_the_server_and_workers_are_born_with_its_code()
    {
        var scratch = Log.Create();
        try
        {
            using var pool = new WorkerPool(Options(Way.ForkServer, 1));
            Func<int, (int Result, long Compiled)> task = x =>
            {
                if (x == 0) Log.Add(scratch, $"{Environment.ProcessId}");
                var before = JitInfo.GetCompiledMethodCount();
                return (Sum(x), JitInfo.GetCompiledMethodCount() - before);
            };
            pool.WarmUp(task, [0, 1, 2, 3]);
            var (result, compiled) = pool.Map(task, new[] { 3 })[0];
            Assert.Equal(6, result);
            Assert.Equal(0, compiled);
            Assert.Equal(ForkServers().Select(server => $"{server}"), Log.Read(scratch).Distinct());
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Fact]
    public void A_warm_up_that_throws_or_finds_no_state_has_no_other_consequence()
    {
        using var plain = new WorkerPool(Options(Way.ForkServer, 1));
        plain.WarmUp(x => 10 / x, [0]);
        Assert.Equal([5], plain.Map(x => 10 / x, new[] { 2 }));

        using var state = WorkerPool.Create(Options(Way.ForkServer, 1)).WithState(worker => worker.Id + 10).Build();
        state.WarmUp((worker, x) => worker.State + x, [1]);
        Assert.Equal([12], state.Map((worker, x) => worker.State + x, new[] { 2 }));
        Assert.Throws<ArgumentException>(() => state.WarmUp((worker, x) => worker.State + x, Array.Empty<int>()));
    }

    [Fact]
    public void Server_workers_and_program_write_to_one_file_without_losing_a_line()
    {
        const int rounds = 5;
        using var file = new TemporaryFile();
        var info = HostProgram.Prepare(
            "sh", ["-c", $"'{HostProgram.Executable}' run:pool-print:{rounds} > '{file.Path}'"], new() { ["MPIRE_TEST_METHOD"] = "ForkServer" });
        using var program = Process.Start(info)!;
        Assert.True(program.WaitForExit(Soon));
        string[] expected =
        [
            "main", "factory", .. Enumerable.Range(0, rounds).Select(i => $"program {i}"), .. Enumerable.Range(0, 10 * rounds).Select(i => $"shared {i}"),
        ];
        Assert.Equal(expected.Order(), File.ReadAllLines(file.Path).Order());
    }

    [Fact]
    public void Pools_in_a_row_use_one_server_unless_it_has_run_code_of_the_users()
    {
        var servers = new HashSet<int>();
        for (var i = 0; i < 10; i++)
        {
            using var pool = new WorkerPool(Options(Way.ForkServer, 1));
            var offset = i;
            Assert.Equal([i + 1], pool.Map(x => x + offset, new[] { 1 }));
            servers.UnionWith(ForkServers());
        }

        Assert.Single(servers);
        using (var pool = WorkerPool.Create(Options(Way.ForkServer, 1)).Share("shared").Build()) Assert.Equal([7], pool.Map((worker, x) => worker.Shared.Length + x, new[] { 1 }));
        Assert.Empty(ForkServers());
        using (var other = new WorkerPool(Options(Way.ForkServer, 1) with { Environment = new Dictionary<string, string?> { ["MPIRE_TEST_OTHER"] = "1" } }))
        {
            Assert.Equal(["1"], other.Map(_ => Environment.GetEnvironmentVariable("MPIRE_TEST_OTHER"), new[] { 1 }));
            Assert.DoesNotContain(Assert.Single(ForkServers()), servers);
        }
    }

    [Fact]
    public void Under_a_profiler_it_is_refused_before_anything_is_started()
    {
        var result = HostProgram.Run(HostProgram.Executable, ["run:pool-support"], new() { ["CORECLR_ENABLE_PROFILING"] = "1" });
        Assert.Contains("CORECLR_ENABLE_PROFILING", result.Output, StringComparison.Ordinal);
        Assert.Contains("StartMethod.Spawn", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_portable_transport_is_refused_with_it()
    {
        var error = Assert.Throws<ArgumentException>(() => new WorkerPool(Options(Way.ForkServer) with { PortableTransport = true }));
        Assert.Contains("PortableTransport", error.Message, StringComparison.Ordinal);
    }

    private static int Sum(int x) => Enumerable.Range(1, x).Where(i => i > 0).Aggregate(0, (sum, i) => sum + i);

    private static long PrivateKilobytes() =>
        File.ReadLines("/proc/self/smaps_rollup")
            .Where(line => line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));

    private static int Forever(string begun)
    {
        File.WriteAllText(begun, "begun");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static string Leave(string what)
    {
        switch (what)
        {
            case "timer":
                _left = new Timer(static _ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
                break;
            case "delay":
                _left = Task.Delay(TimeSpan.FromHours(1));
                break;
            case "thread":
                new Thread(static () => Thread.Sleep(Timeout.Infinite)) { IsBackground = true, Name = "left alone" }.Start();
                break;
            case "pool":
                Task.Run(static () => { }).Wait();
                break;
            case "socket":
                using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
                {
                    socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
                    socket.Listen();
                    _left = socket.AcceptAsync();
                }

                break;
            default:
                using (var process = Process.Start("true")) process.WaitForExit();
                break;
        }

        return what;
    }

    /// <summary>A view of a file; never travels, since a factory makes it where it is used.</summary>
    private sealed class MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view)
    {
        public MemoryMappedFile File { get; } = file;

        public MemoryMappedViewAccessor View { get; } = view;

        public static MappedFile Open(string path)
        {
            var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
            return new MappedFile(file, file.CreateViewAccessor());
        }
    }
}
