namespace Mpire.Packaging.Tests;

public sealed class ConsumerTests(PackedLibrary library)
{
    [Fact]
    public async Task A_fresh_project_builds_and_runs_against_the_package_and_gets_the_precompiled_twin()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
            File.Copy(file, Path.Combine(library.Folder, Path.GetFileName(file)));

        await Command.Run(library.Folder, PackedLibrary.Dotnet, "build", "Consumer.csproj", "-c", "Release", "-o", "out", "-v", "q");
        var lines = (await Command.Run(library.Folder, PackedLibrary.Dotnet, Path.Combine("out", "Consumer.dll")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal("signal 9 (SIGKILL)", lines[0]);
        Assert.Contains(Path.Combine("runtimes", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "lib", "net10.0"), lines[1],
            StringComparison.Ordinal);
    }
}
