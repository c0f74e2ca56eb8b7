namespace Mpire.Tests.Architecture;

/// <summary>Finds the repository's own files from where the tests run; paths compiled in are mapped away in deterministic builds.</summary>
internal static class RepositoryFolder
{
    public static DirectoryInfo Find(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mpire.slnx")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return new DirectoryInfo(Path.Combine(folder.FullName, path));
    }
}
