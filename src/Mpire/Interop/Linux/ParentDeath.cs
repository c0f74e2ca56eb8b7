using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Ties the life of this process, and of what it starts in its own process group, to its parent's.</summary>
/// <remarks>
/// The kernel sends a signal of our choice when the thread that created us ends. SIGKILL would leave the tools that a task started behind, and a
/// managed handler might come too late or never (a hung task, a suspended runtime). So the signal's handler is a few instructions that call
/// <c>kill(-own id, SIGKILL)</c> and nothing else; they depend on no library and no runtime. Where memory cannot be made executable, SIGKILL it is.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class ParentDeath
{
    private const int SetParentDeathSignal = 1;
    private const int SigKill = 9;

    // A real-time signal far from those that the C libraries (32 to 34) and the runtime (the first ones) take.
    private const int OurSignal = 62;

    private const int PageSize = 4096;
    private const int ReadWrite = 1 | 2;
    private const int ReadExecute = 1 | 4;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int ActionSize = 152;
    private const int ActionFlags = 136;
    private const int OnAlternateStack = 0x0800_0000;

    /// <summary>From now on the kernel ends this process and its group when the thread that created it ends.</summary>
    /// <param name="parent">Who that must be.</param>
    /// <returns>False if the parent was gone before that took effect.</returns>
    public static bool TryFollow(int parent)
    {
        // Without the permission to ask (a sandbox), the end of the road to the parent still ends the worker.
        _ = Control(SetParentDeathSignal, (nuint)(TrySetHandler(Environment.ProcessId) ? OurSignal : SigKill), 0, 0, 0);
        return GetParent() == parent;
    }

    private static bool TrySetHandler(int self)
    {
        Span<byte> code = stackalloc byte[64];
        var length = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => WriteX64(code, self),
            Architecture.Arm64 => WriteArm64(code, self),
            _ => 0,
        };
        if (length == 0) return false;

        var page = Map(null, PageSize, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)page == -1) return false;
        code[..length].CopyTo(new Span<byte>(page, PageSize));
        if (Protect(page, PageSize, ReadExecute) != 0) return false;

        // struct sigaction of glibc and musl on 64 bits: handler, 128 bytes of mask, flags, restorer.
        var action = stackalloc byte[ActionSize];
        new Span<byte>(action, ActionSize).Clear();
        *(void**)action = page;
        *(int*)(action + ActionFlags) = OnAlternateStack;
        return SetAction(OurSignal, action, null) == 0;
    }

    private static int WriteX64(Span<byte> code, int self)
    {
        code[0] = 0xBF;                                                 // mov edi, -self
        BinaryPrimitives.WriteInt32LittleEndian(code[1..], -self);
        code[5] = 0xBE;                                                 // mov esi, SIGKILL
        BinaryPrimitives.WriteInt32LittleEndian(code[6..], SigKill);
        code[10] = 0xB8;                                                // mov eax, kill
        BinaryPrimitives.WriteInt32LittleEndian(code[11..], 62);
        code[15] = 0x0F;                                                // syscall
        code[16] = 0x05;
        code[17] = 0xBF;                                                // mov edi, self: still here, so not leading a group
        BinaryPrimitives.WriteInt32LittleEndian(code[18..], self);
        code[22] = 0xB8;                                                // mov eax, kill
        BinaryPrimitives.WriteInt32LittleEndian(code[23..], 62);
        code[27] = 0x0F;                                                // syscall
        code[28] = 0x05;
        code[29] = 0xC3;                                                // ret
        return 30;
    }

    private static int WriteArm64(Span<byte> code, int self)
    {
        var words = MemoryMarshal.Cast<byte, uint>(code);
        words[0] = 0x5280_0000 | ((uint)(-self & 0xFFFF) << 5);         // movz w0, low half of -self
        words[1] = 0x72A0_0000 | ((uint)((-self >> 16) & 0xFFFF) << 5); // movk w0, high half, lsl 16
        words[2] = 0x5280_0001 | (SigKill << 5);                        // movz w1, SIGKILL
        words[3] = 0x5280_0008 | (129 << 5);                            // movz w8, kill
        words[4] = 0xD400_0001;                                         // svc 0
        words[5] = 0x5280_0000 | ((uint)(self & 0xFFFF) << 5);          // the same for self alone
        words[6] = 0x72A0_0000 | ((uint)((self >> 16) & 0xFFFF) << 5);
        words[7] = 0xD400_0001;
        words[8] = 0xD65F_03C0;                                         // ret
        return 36;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SetAction(int signal, void* action, void* old);
}
