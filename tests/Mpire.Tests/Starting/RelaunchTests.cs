using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Mpire.Tests.Starting;

/// <summary>The ways in which a program can have been started must not matter to its workers.</summary>
[SupportedOSPlatform("linux")]
public sealed class RelaunchTests : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("mpire tests ").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Fact]
    public void Main_runs_once_however_many_workers_start()
    {
        var result = HostProgram.Run(HostProgram.Executable, ["run:byte:4"]);
        Assert.Equal(
            ["main", "worker 0", "exit code 0", "worker 1", "exit code 0", "worker 2", "exit code 0", "worker 3", "exit code 0"], result.Lines);
    }

    [Fact]
    public void A_server_gc_program_has_workstation_gc_workers()
    {
        Assert.Equal("False", HostProgram.Run(HostProgram.Executable, ["run:describe"]).Told("serverGc"));
    }

    [Fact]
    public void Arguments_arrive_unchanged()
    {
        string[] arguments = ["a b", "", "\"quoted\"", "é|ü", "$HOME", "run:describe"];
        var result = HostProgram.Run("dotnet", [HostProgram.Library, .. arguments]);
        Assert.Equal(string.Join('|', [HostProgram.Library, .. arguments]), result.Told("arguments"));
    }

    [Fact]
    public void A_relative_library_is_found_after_the_directory_has_changed()
    {
        var start = Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!;
        var library = Path.GetRelativePath(start, HostProgram.Library);
        var result = HostProgram.Run("dotnet", ["exec", "--roll-forward", "Major", library, "run:chdir:" + _scratch], null, start);
        Assert.Equal(_scratch, result.Told("cwd"));
        Assert.Equal("Mpire.Tests.Host", result.Told("entry"));
    }

    [Fact]
    public void A_file_of_the_same_relative_name_elsewhere_is_not_taken_for_the_program()
    {
        var start = AppContext.BaseDirectory;
        File.WriteAllText(Path.Combine(_scratch, "Mpire.Tests.Host.dll"), "something else");
        var result = HostProgram.Run("dotnet", ["Mpire.Tests.Host.dll", "run:chdir:" + _scratch], null, start);
        Assert.Equal("Mpire.Tests.Host", result.Told("entry"));
    }

    [Fact]
    public void A_relative_executable_is_found_after_the_directory_has_changed()
    {
        // A shell passes the relative name on as it is.
        var result = HostProgram.Run("sh", ["-c", "./Mpire.Tests.Host \"run:chdir:$1\"", "sh", _scratch], null, AppContext.BaseDirectory);
        Assert.Equal(_scratch, result.Told("cwd"));
    }

    [Fact]
    public void A_program_reached_through_links_is_found()
    {
        var folder = Path.Combine(_scratch, "linked folder");
        Directory.CreateSymbolicLink(folder, AppContext.BaseDirectory);
        var executable = Path.Combine(_scratch, "program");
        File.CreateSymbolicLink(executable, HostProgram.Executable);
        Assert.Equal("Mpire.Tests.Host", HostProgram.Run(Path.Combine(folder, "Mpire.Tests.Host"), ["run:describe"]).Told("entry"));
        Assert.Equal("Mpire.Tests.Host", HostProgram.Run(executable, ["run:describe"]).Told("entry"));
        var relative = Path.Combine("linked folder", "Mpire.Tests.Host.dll");
        Assert.Equal("Mpire.Tests.Host", HostProgram.Run("dotnet", [relative, "run:chdir:/"], null, _scratch).Told("entry"));
    }

    [Fact]
    public void The_programs_own_hooks_do_not_run_in_workers_and_are_kept_for_what_they_start()
    {
        // This hook would fail in every process where it runs but those whose life it does not find.
        var hooked = new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = "Mpire.Tests.Host" };
        var result = HostProgram.Run(HostProgram.Executable, ["run:plain"], hooked);
        Assert.Contains("exit code 122", result.Output, StringComparison.Ordinal);
        Assert.Contains("is no address of a road", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_without_startup_hooks_is_told_why_and_what_to_do()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory)) File.CreateSymbolicLink(Path.Combine(_scratch, Path.GetFileName(file)), file);
        var settings = Path.Combine(_scratch, "Mpire.Tests.Host.runtimeconfig.json");
        var content = JsonNode.Parse(File.ReadAllText(settings))!;
        content["runtimeOptions"]!["configProperties"]!["System.StartupHookProvider.IsSupported"] = false;
        File.Delete(settings);
        File.WriteAllText(settings, content.ToJsonString());
        var result = HostProgram.Run("dotnet", ["exec", "--runtimeconfig", settings, HostProgram.Library, "run:refuse"]);
        Assert.Contains("<StartupHookSupport>true</StartupHookSupport>", result.Output, StringComparison.Ordinal);
        Assert.Contains("StartMethod.Threading", result.Output, StringComparison.Ordinal);
    }
}
