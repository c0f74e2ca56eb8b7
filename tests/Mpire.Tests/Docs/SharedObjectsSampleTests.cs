using System.Text.RegularExpressions;
using Mpire.Tests.Architecture;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Docs;

/// <summary>The sample that compares the start methods, with objects few enough for a test.</summary>
public sealed class SharedObjectsSampleTests
{
    [Fact]
    public void It_measures_every_start_method_that_there_is_and_all_read_the_same()
    {
        var chart = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.svg");
        try
        {
            var told = Run("--size", "3", "--chart", chart);
            Assert.True(told.ExitCode == 0, told.Output + told.Errors);

            // Either figures with a checksum, or a reason.
            string[] methods = ["Threading", "Spawn", "ForkServer", "Fork"];
            var rows = methods.Select(method => Assert.Single(told.Lines.TakeWhile(line => !line.StartsWith("MB ", StringComparison.Ordinal)), IsRow(method)));
            var checksums = rows.Select(row => Regex.Match(row, "[0-9a-f]{16}")).Where(match => match.Success).Select(match => match.Value).ToList();
            var supported = StartMethods.IsSupported(StartMethod.ForkServer, out _) ? 4 : 2;
            Assert.Equal(supported, checksums.Count);
            Assert.Single(checksums.Distinct());

            // The methods that share memory take less of it than the one that copies.
            if (supported == 4) Assert.InRange(Together(told, "Fork"), 1, Together(told, "Spawn"));
            Assert.Contains("</svg>", File.ReadAllText(chart), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(chart);
        }
    }

    [Fact]
    public void The_two_programs_of_the_guide_run()
    {
        var told = Run("--guide");
        Assert.True(told.ExitCode == 0, told.Output + told.Errors);
        var method = StartMethods.IsSupported(StartMethod.ForkServer, out _) ? StartMethod.Fork : StartMethod.Spawn;
        Assert.Equal($"With StartMethod.{method}:", told.Lines[0]);
    }

    [Theory]
    [InlineData("--size takes a whole number from 1 to 4000, not 'much'.", "--size", "much")]
    [InlineData("--workers takes a whole number from 1 to 64, not '0'.", "--workers", "0")]
    [InlineData("--size needs a value after it; --help says which.", "--size")]
    [InlineData("--only takes Threading, Spawn, ForkServer, Fork, not 'Default'.", "--only", "Default")]
    [InlineData("--chart takes a file that ends in .svg or .png, not 'a.gif'.", "--chart", "a.gif")]
    [InlineData("The folder '/nowhere/at/all' does not exist.", "/nowhere/at/all")]
    [InlineData("There is no option '--sizes'; --help lists all.", "--sizes", "5")]
    public void An_argument_that_means_nothing_is_refused_in_words(string message, params string[] arguments)
    {
        var told = Run(arguments);
        Assert.Equal((2, $"SharedObjects: {message}"), (told.ExitCode, told.Errors.Trim()));
    }

    // The lines that tell how long each took begin with blanks.
    private static Predicate<string> IsRow(string method) => line => Regex.IsMatch(line, $@"^{method} +(\S+ ms|[A-Z]\w+ )");

    private static double Together(HostProgram.Result told, string method)
    {
        var lines = told.Lines.SkipWhile(line => !Regex.IsMatch(line, $"^{method} +program"));
        return double.Parse(lines.First(line => line.Contains("together", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static HostProgram.Result Run(params string[] arguments)
    {
        // The tests lie in bin/<configuration>/<framework>.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        var program = Path.Combine(RepositoryFolder.Find("samples/SharedObjects").FullName, "bin", configuration, "net10.0", "SharedObjects.dll");
        Assert.True(File.Exists(program), $"The sample is not built ({configuration}).");
        return HostProgram.Run("dotnet", [program, .. arguments]);
    }
}
