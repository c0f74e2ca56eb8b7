using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Ends processes. The caller makes sure that the id still belongs to its child (not reaped yet).</summary>
[SupportedOSPlatform("linux")]
internal static class Kill
{
    private const int SigKill = 9;

    /// <summary>Ends a child and everything in the process group it leads. Processes that are gone already are no error.</summary>
    public static void Group(int leader)
    {
        _ = RawCalls.Kill(-leader, SigKill);
        _ = RawCalls.Kill(leader, SigKill);
    }
}
