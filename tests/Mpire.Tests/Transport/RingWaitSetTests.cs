using System.Runtime.Versioning;
using Mpire.Transport;

namespace Mpire.Tests.Transport;

[SupportedOSPlatform("linux")]
public sealed class RingWaitSetTests : WaitSetContract
{
    public RingWaitSetTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Polls descriptors.");

    private protected override WaitSet Create() => new RingWaitSet();
}
