using System.Reflection.PortableExecutable;

namespace Mpire.Packaging.Tests;

/// <summary>
/// What the header of precompiled code says: for which platform, and how many functions. Follows the runtime's description of the format,
/// https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/botr/readytorun-format.md.
/// </summary>
/// <param name="Platform">The runtime identifier.</param>
/// <param name="Functions">How many stretches of native code there are, exception handlers counted apart.</param>
internal sealed record ReadyToRunImage(string Platform, int Functions)
{
    private const uint Signature = 0x00525452;
    private const uint RuntimeFunctions = 102;

    public static ReadyToRunImage Read(PEReader image)
    {
        var directory = image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory;
        Assert.NotEqual(0, directory.Size);

        var header = image.GetSectionData(directory.RelativeVirtualAddress).GetReader();
        Assert.Equal(Signature, header.ReadUInt32());
        Assert.InRange(header.ReadUInt16(), (ushort)1, ushort.MaxValue);
        header.ReadUInt16();
        header.ReadUInt32();

        var platform = PlatformOf((ushort)image.PEHeaders.CoffHeader.Machine);
        for (var left = header.ReadUInt32(); left > 0; left--)
        {
            var kind = header.ReadUInt32();
            header.ReadUInt32();
            var size = header.ReadInt32();
            // x64 notes begin, end and unwinding of each function; arm64 keeps the end with the unwinding.
            if (kind == RuntimeFunctions)
                return new ReadyToRunImage(platform, size / (platform.EndsWith("x64", StringComparison.Ordinal) ? 12 : 8));
        }
        return new ReadyToRunImage(platform, 0);
    }

    // The machine number is combined with one for the operating system, so that no other system takes the image for its own.
    private static string PlatformOf(ushort machine)
    {
        foreach (var (system, mask) in new[] { ("win", 0), ("linux", 0x7B79), ("osx", 0x4644) })
        {
            switch ((Machine)(machine ^ mask))
            {
                case Machine.Amd64:
                    return $"{system}-x64";
                case Machine.Arm64:
                    return $"{system}-arm64";
                default:
                    break;
            }
        }
        return $"machine {machine:x}";
    }
}
