using System.Runtime.InteropServices;

namespace Mpire.Interop.Linux;

/// <summary>The kernel's <c>struct msghdr</c> on 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public MessagePart* Parts;
    public nuint PartCount;
    public byte* Extra;
    public nuint ExtraLength;
    public int Flags;
}

/// <summary>The kernel's <c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessagePart
{
    public void* Start;
    public nuint Length;
}
