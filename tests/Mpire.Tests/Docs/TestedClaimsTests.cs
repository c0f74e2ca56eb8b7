using System.Text.RegularExpressions;
using Mpire.Tests.Architecture;

namespace Mpire.Tests.Docs;

/// <summary>
/// The page on shared objects names the tests of what it says, in comments that a reader does not see: <c>&lt;!-- tests: Class.Method, Class.Method --&gt;</c>
/// before the text that they hold for.
/// </summary>
public sealed partial class TestedClaimsTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFolder.Find("docs/shared-objects.md").FullName);

    [Fact]
    public void Every_test_that_the_page_names_is_there()
    {
        var tests = (from type in typeof(TestedClaimsTests).Assembly.GetTypes()
                     from method in type.GetMethods()
                     where method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0
                     select $"{type.Name}.{method.Name}").ToHashSet();
        var named = Comments().Matches(Page).SelectMany(comment => Names(comment.Groups["names"].Value)).ToList();
        Assert.True(named.Count > 30, $"The comments are read wrongly: {named.Count} names.");
        Assert.All(named, name => Assert.True(tests.Contains(name), $"docs/shared-objects.md names the test {name}, which is not there."));
    }

    [Fact]
    public void Every_section_of_the_page_names_a_test()
    {
        var sections = Headings().Split(Page);
        Assert.True(sections.Length > 8, "The page's headings are read wrongly.");
        Assert.All(sections, section => Assert.True(Comments().IsMatch(section), $"docs/shared-objects.md has no test for: {section.Trim().Split('\n')[0]}"));
    }

    // A comment that is cut off or misspelt would be read by nobody.
    [Fact]
    public void Every_comment_of_the_page_is_read() => Assert.Equal(Regex.Count(Page, "<!--"), Comments().Count(Page));

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"<!-- tests: (?<names>[\w.,\s]+?) -->")]
    private static partial Regex Comments();

    [GeneratedRegex(@"^#{2,3} ", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
