using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>
/// The calls of a process that forks. All are bare: plain values, no last error, no wrapper around them, because between the look at the own
/// threads and the fork nothing managed may run that could start a thread, and a child has one thread and borrowed memory.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class RawCalls
{
    public const int CloseOnExec = 0x80000;

    /// <summary>The request of <see cref="Control"/> that names the calling thread; the first thread's name is the process's.</summary>
    public const int SetName = 15;

    // The same number on every architecture, unlike older calls.
    private const nint OpenPidFd = 434;

    /// <summary>Connects every call with its library now, so that none has to look for it later.</summary>
    public static void Link() => Marshal.PrelinkAll(typeof(RawCalls));

    /// <summary>A descriptor that tells of a child's end; negative where there is none.</summary>
    public static int PidFd(int processId) => (int)Call(OpenPidFd, processId, 0);

    // _Fork (glibc 2.34) leaves the stacks of the threads that are missing in the child untouched; fork gives them to the next thread, while the
    // collector still walks them.
    [LibraryImport("libc", EntryPoint = "_Fork")]
    public static partial int Fork();

    [LibraryImport("libc", EntryPoint = "waitid")]
    public static partial int WaitId(int type, int id, int* info, int options);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    public static partial int WaitPid(int processId, int* status, int options);

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);

    // Returns only where it fails.
    [LibraryImport("libc", EntryPoint = "execve")]
    public static partial int Execute(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "pause")]
    public static partial int Pause();

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int Control(int option, void* argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "setpgid")]
    public static partial int SetGroup(int processId, int group);

    [LibraryImport("libc", EntryPoint = "dup3")]
    public static partial int Duplicate(int from, int to, int flags);

    [LibraryImport("libc", EntryPoint = "open")]
    public static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* to, nint length);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* from, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "usleep")]
    public static partial int Nap(uint microseconds);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint SetSignal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "fchdir")]
    public static partial int ChangeDirectory(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll")]
    public static partial int Poll(PollEntry* entries, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    public static partial nint Receive(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "madvise")]
    public static partial int Advise(nint address, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "readlink")]
    public static partial nint ReadLink(byte* path, byte* to, nint length);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint argument1, nint argument2);
}
