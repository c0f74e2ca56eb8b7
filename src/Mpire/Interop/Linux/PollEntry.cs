using System.Runtime.InteropServices;

namespace Mpire.Interop.Linux;

/// <summary>The kernel's <c>struct pollfd</c>. A negative descriptor is passed over.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Questions;
    public short Answers;
}
