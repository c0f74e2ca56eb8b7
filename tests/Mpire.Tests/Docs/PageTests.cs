using System.Text.RegularExpressions;
using Mpire.Starting;
using Mpire.Tests.Architecture;

namespace Mpire.Tests.Docs;

/// <summary>What the pages say beside their examples, as far as it can be checked.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Pages() =>
        [.. from page in Directory.EnumerateFiles(RepositoryFolder.Find("docs").FullName, "*.md")
                .Concat(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
            select Path.GetRelativePath(RepositoryFolder.Find(".").FullName, RepositoryFolder.Find(page).FullName)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_to_other_pages_lead_somewhere(string page)
    {
        var file = RepositoryFolder.Find(page).FullName;
        var links = Regex.Matches(File.ReadAllText(file), @"\]\((?<to>[^):#\s]+)(?:#[^)]*)?\)").Select(link => link.Groups["to"].Value);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link)), $"{page} links to {link}, which is not there."));
    }

    [Fact]
    public void The_page_on_start_methods_gives_every_setting_of_the_fork_server_with_its_value()
    {
        var page = File.ReadAllText(RepositoryFolder.Find("docs/start-methods.md").FullName);
        var settings = new Dictionary<string, string>();
        ForkRecipe.Apply(settings, new Dictionary<string, string?>());
        var ofRuntime = settings.Where(setting => setting.Key.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(ofRuntime);
        Assert.All(ofRuntime, setting => Assert.Contains($"`{setting.Key}={setting.Value}`", page, StringComparison.Ordinal));
    }
}
