using System.Reflection;
using System.Xml.Linq;

namespace Mpire.Tests.Architecture;

public sealed class DependencyTests
{
    [Fact]
    public void Every_package_is_used_has_a_version_and_is_explained()
    {
        var used = ProjectFiles().SelectMany(file => Names(file, "PackageReference")).Distinct().Order(StringComparer.Ordinal).ToList();
        var pinned = Names(Repository("Directory.Packages.props"), "PackageVersion").Order(StringComparer.Ordinal).ToList();
        var explained = File.ReadLines(Repository("docs/dependencies.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim())
            .Where(name => name != "Package")
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(used);
        Assert.Equal(used, pinned);
        Assert.Equal(used, explained);
    }

    [Fact]
    public void The_library_itself_depends_on_the_framework_alone()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location);
        Assert.All(
            typeof(MpireException).Assembly.GetReferencedAssemblies(),
            reference => Assert.Equal(framework, Path.GetDirectoryName(Assembly.Load(reference).Location)));
    }

    // The consumer of the package is a user's project and none of ours.
    private static IEnumerable<string> ProjectFiles() =>
        from folder in new[] { "src", "tests", "samples", "benchmarks", "eng" }
        where Directory.Exists(Repository(folder))
        from file in Directory.EnumerateFiles(Repository(folder), "*.*", SearchOption.AllDirectories)
        where file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal)
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "Consumer")
        select file;

    private static IEnumerable<string> Names(string file, string element) =>
        XDocument.Load(file).Descendants(element).Select(reference => reference.Attribute("Include")?.Value).OfType<string>();

    private static string Repository(string path) => RepositoryFolder.Find(path).FullName;
}
