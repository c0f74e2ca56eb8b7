using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;

namespace Mpire.Packaging.Tests;

public sealed class PackageContentTests(PackedLibrary library)
{
    private const string Portable = "lib/net10.0/Mpire.dll";

    // Portable PDB: where debuggers fetch sources from.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public void The_assembly_in_lib_is_portable()
    {
        using var package = library.OpenPackage();
        using var image = package.Image(Portable);
        Assert.Equal(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(CorFlags.ILOnly, image.PEHeaders.CorHeader.Flags & CorFlags.ILOnly);
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    public void A_twin_is_precompiled_from_the_same_assembly(string platform)
    {
        using var package = library.OpenPackage();
        using var portable = package.Image(Portable);
        using var twin = package.Image($"runtimes/{platform}/lib/net10.0/Mpire.dll");

        var compiled = ReadyToRunImage.Read(twin);
        Assert.Equal(platform, compiled.Platform);
        Assert.Equal(ModuleId(portable), ModuleId(twin));

        // Generic methods are compiled with their users, so it is a large share and not all.
        var metadata = portable.GetMetadataReader();
        var bodies = metadata.MethodDefinitions.Count(method => metadata.GetMethodDefinition(method).RelativeVirtualAddress != 0);
        Assert.InRange(compiled.Functions, bodies / 2, int.MaxValue);
    }

    [Fact]
    public void Every_public_type_is_documented_in_the_package()
    {
        using var package = library.OpenPackage();
        using var portable = package.Image(Portable);
        var metadata = portable.GetMetadataReader();
        var documented = package.Xml("lib/net10.0/Mpire.xml").Descendants("member").Select(member => member.Attribute("name")!.Value).ToHashSet();
        var types = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
            .Select(type => $"T:{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .ToList();
        Assert.Contains("T:Mpire.WorkerExit", types);
        Assert.All(types, type => Assert.Contains(type, documented));
    }

    [Fact]
    public void The_readme_and_the_licence_are_named_and_present()
    {
        using var package = library.OpenPackage();
        var metadata = package.Xml("Mpire.nuspec").Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Assert.Equal("Mpire", Value("id"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.StartsWith("# Mpire", Encoding.UTF8.GetString(package.Bytes("README.md").AsSpan()), StringComparison.Ordinal);
        Assert.DoesNotContain("Package Description", Value("description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debuggers_find_the_sources_of_the_commit_it_was_packed_from()
    {
        var commit = (await Command.Run(PackedLibrary.Repository, "git", "rev-parse", "HEAD")).Trim();
        using var package = library.OpenPackage();
        var repository = package.Xml("Mpire.nuspec").Descendants().Single(element => element.Name.LocalName == "repository");
        Assert.Equal("git", repository.Attribute("type")!.Value);
        Assert.Equal(commit, repository.Attribute("commit")!.Value);

        using var symbols = library.OpenSymbols();
        using var provider = MetadataReaderProvider.FromPortablePdbImage(symbols.Bytes("lib/net10.0/Mpire.pdb"));
        var reader = provider.GetMetadataReader();
        var link = reader.GetCustomDebugInformation(EntityHandle.ModuleDefinition)
            .Select(reader.GetCustomDebugInformation)
            .Single(information => reader.GetGuid(information.Kind) == SourceLink);
        using var json = JsonDocument.Parse(reader.GetBlobBytes(link.Value));
        var address = json.RootElement.GetProperty("documents").EnumerateObject().Single().Value.GetString()!;
        Assert.EndsWith($"/{commit}/*", address, StringComparison.Ordinal);
        Assert.StartsWith("https://raw.githubusercontent.com/", address, StringComparison.Ordinal);
    }

    [Fact]
    public void The_symbols_belong_to_the_assembly()
    {
        using var package = library.OpenPackage();
        using var portable = package.Image(Portable);
        using var symbols = library.OpenSymbols();
        using var provider = MetadataReaderProvider.FromPortablePdbImage(symbols.Bytes("lib/net10.0/Mpire.pdb"));
        var entry = portable.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        var expected = new BlobContentId(portable.ReadCodeViewDebugDirectoryData(entry).Guid, entry.Stamp);
        Assert.Equal(expected, new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id));
    }

    private static Guid ModuleId(PEReader image)
    {
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
