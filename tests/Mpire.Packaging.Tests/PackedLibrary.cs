using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Mpire.Packaging.Tests;

[assembly: AssemblyFixture(typeof(PackedLibrary))]

namespace Mpire.Packaging.Tests;

/// <summary>The library packed once, into a folder that is a feed of its own, outside the repository.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "xunit creates it")]
public sealed class PackedLibrary : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mpire-packaging-");

    /// <summary>The repository the library is packed from.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public string Folder => _folder.FullName;

    public string Feed => Path.Combine(Folder, "feed");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        await Command.Run(Repository, Dotnet, "pack", "src/Mpire", "-c", "Release", "-o", Feed, "-v", "q");
    }

    public ZipArchive OpenPackage() => Open("*.nupkg");

    public ZipArchive OpenSymbols() => Open("*.snupkg");

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private ZipArchive Open(string pattern) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Feed, pattern)));

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Mpire.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run from inside the repository only.");
        return folder.FullName;
    }
}
