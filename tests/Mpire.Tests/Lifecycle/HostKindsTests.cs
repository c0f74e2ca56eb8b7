using Mpire.Tests.Architecture;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>The same program, started in every way there is: Main runs once, and exactly as many workers start as were asked for.</summary>
public sealed class HostKindsTests(BuiltProgram program) : PoolTest, IClassFixture<BuiltProgram>
{
    [Fact]
    public void By_its_own_executable() => Works(program.Run(program.Executable, ["a", "b"]), 2);

    [Fact]
    public void By_dotnet_and_its_library() => Works(program.Run("dotnet", [program.Library, "a"]), 1);

    [Fact]
    public void By_dotnet_exec_and_a_relative_path() =>
        Works(program.Run("dotnet", ["exec", "pooled.dll", "x"], program.Output), 1);

    [Fact]
    public void By_dotnet_run() => Works(program.Run("dotnet", ["run", "--no-build", "--project", program.Folder, "--", "a", "b c"]), 2);

    [Fact]
    public void From_another_directory_that_it_leaves() =>
        Works(program.Run("dotnet", [Path.GetRelativePath("/tmp", program.Library), "a"], "/tmp", elsewhere: "/"), 1);

    [Fact]
    public void Through_a_symbolic_link()
    {
        var link = Path.Combine(program.Folder, "a link");
        File.CreateSymbolicLink(link, program.Executable);
        Works(program.Run(link, ["a"], "/"), 1);
    }

    [Fact]
    public void With_arguments_full_of_spaces_quotes_and_nothing() =>
        Works(program.Run(program.Executable, ["a b", "", "\"q\"", " ' ", "--flag=x y"]), 5);

    [Fact]
    public void As_a_single_file()
    {
        var folder = Path.Combine(program.Folder, "single file");
        var published = program.Run(
            "dotnet", ["publish", "-v", "q", "--nologo", "-p:PublishSingleFile=true", "--self-contained", "false", "--use-current-runtime", "-o", folder, program.Folder]);
        Assert.SkipWhen(published.Output.Contains("NU1101", StringComparison.Ordinal) || published.Output.Contains("NU1301", StringComparison.Ordinal), "The host pack cannot be restored here.");
        Assert.True(published.ExitCode == 0, published.Output);
        Works(program.Run(Path.Combine(folder, "pooled"), ["a", "b", "c"], "/"), 3);
    }

    [Fact]
    public void As_a_file_based_program_with_what_the_package_sets() =>
        Works(program.Run("dotnet", ["run", FileBased("packaged", $"""<Import Project="{PackageSettings}" />"""), "--", "a", "b"], Path.GetTempPath()), 2);

    [Fact]
    public void As_a_file_based_program_without_that_it_is_refused_with_the_remedy()
    {
        var result = program.Run("dotnet", ["run", FileBased("bare", "")], Path.GetTempPath());
        Assert.Contains("#:property PublishAot=false", result.Output, StringComparison.Ordinal);
        Assert.Equal(["main"], File.ReadAllLines(program.MarkFile));
    }

    // A package is imported in the same place: before the program's own settings.
    private static string PackageSettings => RepositoryFolder.Find("src/Mpire/buildTransitive/Mpire.props").FullName;

    private string FileBased(string name, string settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(program.Folder, "file based", name)).FullName;
        File.Copy(Path.Combine(program.Folder, "Program.cs"), Path.Combine(folder, "app.cs"));
        File.WriteAllText(
            Path.Combine(folder, "Directory.Build.props"),
            $"""<Project>{settings}<ItemGroup><Reference Include="Mpire" HintPath="{Path.Combine(AppContext.BaseDirectory, "Mpire.dll")}" /></ItemGroup></Project>""");
        return Path.Combine(folder, "app.cs");
    }

    private void Works(HostProgram.Result result, int factor)
    {
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Equal(["main"], File.ReadAllLines(program.MarkFile));
        Assert.Contains("workers 3", result.Lines);
        Assert.Contains($"sum {15 * factor}", result.Lines);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"task {i}"), result.Lines.Where(line => line.StartsWith("task", StringComparison.Ordinal)).Order());
    }
}
