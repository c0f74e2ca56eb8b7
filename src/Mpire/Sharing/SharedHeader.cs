using System.Runtime.InteropServices;
using Mpire.Interop;

namespace Mpire.Sharing;

/// <summary>The first page of every shared memory. The words that processes contend for lie on cache lines of their own.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct SharedHeader
{
    /// <summary>Where the user's data begin: a page on most machines, and aligned for every type.</summary>
    public const int Size = 4096;

    /// <summary>How many sent handles are remembered until they have arrived.</summary>
    public const int PassagesAtOnce = 128;

    /// <summary>How many processes that have a file open are noted in it.</summary>
    public const int UserSlots = 128;

    public const long ExpectedMagic = 0x3130_4552_4148_534D;

    /// <summary>Says that this is such memory. Written once, by the creator.</summary>
    [FieldOffset(0)]
    public long Magic;

    /// <summary>Distinguishes it from every other. Written once, by the creator.</summary>
    [FieldOffset(16)]
    public Guid Id;

    /// <summary>1 if <see cref="Lock"/> may be entered again by who holds it. Written once, by the creator.</summary>
    [FieldOffset(36)]
    public int IsReentrant;

    /// <summary>Who holds the lock; see <see cref="LockWord"/>.</summary>
    [FieldOffset(128)]
    public long Lock;

    /// <summary>The number of the last handle that was sent. Any process, by atomic steps.</summary>
    [FieldOffset(1024)]
    public long LastPassage;

    /// <summary>Handles that were sent and have not arrived yet, each in the slot of its number.</summary>
    [FieldOffset(2048)]
    public fixed long Passages[PassagesAtOnce];

    /// <summary>Processes that have it open, for memory that is a file: see <see cref="ProcessIdentity.ToWord"/>. Each writes its own.</summary>
    [FieldOffset(3072)]
    public fixed long Users[UserSlots];
}
