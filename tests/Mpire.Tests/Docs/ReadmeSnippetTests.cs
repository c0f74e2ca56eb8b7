using System.Diagnostics;
using System.Text.RegularExpressions;
using Mpire.Tests.Architecture;

namespace Mpire.Tests.Docs;

public sealed class ReadmeSnippetTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Pages() =>
        [.. from page in Directory.EnumerateFiles(Repository("docs"), "*.md").Prepend(Repository("README.md"))
            select Path.GetRelativePath(Repository("."), page)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_page_is_part_of_a_sample(string page)
    {
        string[] samples = [Repository("samples/Tour"), Repository("samples/SharedObjects")];
        var files = samples.SelectMany(sample => Directory.EnumerateFiles(sample, "*.cs")).Select(file => Normalised(File.ReadAllText(file))).ToList();
        Assert.All(Examples(page), example => Assert.True(
            files.Exists(file => file.Contains(Normalised(example), StringComparison.Ordinal)),
            $"{page} shows this, but no file of samples/Tour or samples/SharedObjects contains it:{Environment.NewLine}{example}"));
    }

    [Fact]
    public void The_readme_has_examples() => Assert.True(Examples("README.md").Count >= 5);

    [Fact]
    public async Task The_tour_runs_to_its_end()
    {
        var program = Path.Combine(Repository("samples/Tour/bin"), Configuration(), "net10.0", "Tour.dll");
        Assert.True(File.Exists(program), $"The tour is not built ({Configuration()}).");
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var tour = Process.Start(start)!;
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(Guard);
        try
        {
            var output = tour.StandardOutput.ReadToEndAsync(guard.Token);
            var errors = tour.StandardError.ReadToEndAsync(guard.Token);
            await tour.WaitForExitAsync(guard.Token);
            Assert.True(tour.ExitCode == 0, $"The tour ended with {tour.ExitCode}:{Environment.NewLine}{await output}{await errors}");
            Assert.EndsWith("The tour is over.", (await output).TrimEnd(), StringComparison.Ordinal);
        }
        finally
        {
            if (!tour.HasExited) tour.Kill(entireProcessTree: true);
        }
    }

    private static List<string> Examples(string page) =>
        [.. from Match block in Regex.Matches(File.ReadAllText(Repository(page)), "^```csharp\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            select block.Groups[1].Value];

    private static string Normalised(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // The tests lie in bin/<configuration>/<framework>.
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    private static string Repository(string path) => RepositoryFolder.Find(path).FullName;
}
