using System.Diagnostics;
using System.Globalization;
using Mpire.Interop;
using Mpire.Sharing;
using Mpire.Tests.Contracts;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Sharing;

/// <summary>Shared memory of whole programs: their limits, and what they leave when they are killed.</summary>
public sealed class SharedMemoryProcessTests
{
    [Fact]
    public void A_limit_on_file_sizes_is_an_exception_and_not_a_signal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are set by a native call");
        var result = HostProgram.Run(HostProgram.Executable, ["run:shared-limited"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("1", result.Told("made"));
        var refused = result.Told("refused");
        Assert.Contains("'length' is 1048576", refused, StringComparison.Ordinal);
        Assert.Contains("1048576 bytes of shared memory", refused, StringComparison.Ordinal);
        Assert.Contains("1044480 bytes are available (the limit RLIMIT_FSIZE", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.ForkServer)]
    public async Task A_program_that_is_killed_leaves_nothing(StartMethod method)
    {
        Assert.SkipUnless(StartMethods.IsSupported(method, out var whyNot), whyNot ?? "");
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("mpire killed ").FullName;
        var before = Directory.GetFileSystemEntries("/dev/shm");
        var start = HostProgram.Prepare(HostProgram.Executable, ["run:shared-busy"], new() { ["TMPDIR"] = folder, ["MPIRE_TEST_METHOD"] = $"{method}" });
        using var program = Process.Start(start)!;
        try
        {
            string? line;
            do line = await program.StandardOutput.ReadLineAsync(token);
            while (line is not null && !line.StartsWith("workers=", StringComparison.Ordinal));
            Assert.NotNull(line);
            var processes = line[8..].Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(3, processes.Count);
            Assert.All(processes, id => Assert.Contains(OpenFiles.Of($"{id}"), memory => memory.Contains("mpire-shared", StringComparison.Ordinal)));
            program.Kill();
            await program.WaitForExitAsync(token);
            Assert.True(SpinWait.SpinUntil(() => processes.All(id => !Directory.Exists($"/proc/{id}")), TimeSpan.FromSeconds(30)), "workers live on");
            Assert.Empty(Directory.GetFileSystemEntries("/dev/shm").Except(before));
            Assert.DoesNotContain(Directory.GetFileSystemEntries(folder), entry => Path.GetFileName(entry).StartsWith("mpire", StringComparison.Ordinal));
        }
        finally
        {
            program.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Files_of_dead_processes_are_swept_away_and_those_of_living_ones_are_not()
    {
        var folder = Directory.CreateTempSubdirectory("mpire swept ").FullName;
        try
        {
            var own = ProcessIdentity.Own;
            string[] names = [$"mpire-shared-{own.ProcessId}-{own.Started}-1", $"mpire-shared-{own.ProcessId}-{own.Started + 1}-2", "mpire-shared-4194303-5-3", "other"];
            foreach (var name in names) File.WriteAllText(Path.Combine(folder, name), "");
            FileStore.Sweep(folder);
            Assert.Equal([names[0], "other"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

}
