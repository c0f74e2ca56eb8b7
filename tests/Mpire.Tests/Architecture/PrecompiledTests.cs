using System.Reflection;
using System.Reflection.PortableExecutable;

namespace Mpire.Tests.Architecture;

public sealed class PrecompiledTests
{
    [Fact]
    public void A_release_build_runs_the_library_precompiled()
    {
        var library = typeof(MpireException).Assembly;
        Assert.SkipUnless(library.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration == "Release", "Only Release is precompiled.");

        using var image = new PEReader(File.OpenRead(library.Location));
        Assert.NotEqual(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }
}
