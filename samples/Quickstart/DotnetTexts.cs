using System.Runtime.InteropServices;

namespace Quickstart;

/// <summary>Text that comes with .NET: the API documentation of its reference packs, or else what the SDK has beside its programs.</summary>
internal static class DotnetTexts
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    public static Corpus Find()
    {
        var roots = Roots().Where(Directory.Exists).Distinct().ToList();
        return First(roots, root => Corpus.Of("API documentation of the .NET reference packs", Packs(root)))
            ?? First(roots, root => Corpus.Of("XML files of the .NET SDK (it has no reference packs)", Files(Path.Combine(root, "sdk"), "*.xml")))
            ?? First(roots, root => Corpus.Of("licence texts of .NET (there is no SDK)", Directory.GetFiles(root, "*.txt")))
            ?? throw new NoTextException($"No text found with .NET (looked in: {string.Join(", ", roots)}). Name a folder that holds text.");
    }

    private static Corpus? First(IEnumerable<string> roots, Func<string, Corpus?> find) => roots.Select(find).FirstOrDefault(found => found is not null);

    // Where .NET may be installed, the likeliest first: a program of its own may run on a runtime that is not the SDK's.
    private static IEnumerable<string> Roots()
    {
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root) yield return root;
        var program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var found = new FileInfo(Path.Combine(folder, program));
            if (!found.Exists) continue;
            yield return (found.ResolveLinkTarget(returnFinalTarget: true) ?? found).FullName is { } file ? Path.GetDirectoryName(file)! : folder;
        }
    }

    // Of each pack the newest version only: older ones say nearly the same.
    private static List<string> Packs(string root)
    {
        var packs = Path.Combine(root, "packs");
        if (!Directory.Exists(packs)) return [];
        return [.. from pack in Directory.EnumerateDirectories(packs, "*.Ref")
                   let newest = Directory.EnumerateDirectories(pack).MaxBy(VersionOf)
                   where newest is not null
                   from file in Files(Path.Combine(newest, "ref"), "*.xml")
                   select file];
    }

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version) ? version : new Version();

    private static string[] Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern, Everywhere) : [];
}
