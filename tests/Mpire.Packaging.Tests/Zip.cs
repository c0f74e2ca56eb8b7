using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Mpire.Packaging.Tests;

/// <summary>Reads entries of a package whole.</summary>
internal static class Zip
{
    public static ImmutableArray<byte> Bytes(this ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name);
        Assert.True(entry is not null, $"The package lacks {name}. It has: {string.Join(", ", archive.Entries.Select(e => e.FullName))}");
        using var source = entry.Open();
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return ImmutableArray.Create(bytes.ToArray());
    }

    public static PEReader Image(this ZipArchive archive, string name) => new(archive.Bytes(name));

    public static XDocument Xml(this ZipArchive archive, string name) => XDocument.Load(new MemoryStream([.. archive.Bytes(name)]));
}
