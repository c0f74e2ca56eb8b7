using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Creates a process by <c>posix_spawn(3)</c>, which, unlike <see cref="System.Diagnostics.Process"/>, can pass chosen descriptors.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class PosixSpawn
{
    // glibc and musl agree on the flags; the two opaque types take at most 336 bytes in either, a signal set 128.
    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const int OpaqueSize = 1024;
    private const int SignalSetSize = 128;
    private const int SigPipe = 13;
    private const int SigChild = 17;
    private const int NotADescriptor = 9;
    private const int StandardError = 2;

    /// <summary>Starts <paramref name="path"/> as the leader of a process group of its own, with <c>/dev/null</c> as standard input, with this
    /// process's output and error, and with no other descriptor than those named.</summary>
    /// <param name="path">The file to execute.</param>
    /// <param name="arguments">All of argv, the first included.</param>
    /// <param name="environment">Entries of the form <c>name=value</c>.</param>
    /// <param name="passed">Descriptors that the new process has under the same number.</param>
    /// <param name="closed">Descriptors without close-on-exec that the new process must not have.</param>
    /// <param name="errors">What becomes its standard error; 2 for this process's.</param>
    /// <param name="processId">The new process.</param>
    /// <returns>Zero or the error number.</returns>
    public static int Start(
        string path, StringVector arguments, StringVector environment, IReadOnlyList<int> passed, IReadOnlyList<int> closed, int errors, out int processId)
    {
        processId = 0;
        List<int>? beyond = null;
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[SignalSetSize];

        var error = InitializeActions(actions);
        if (error != 0) return error;
        error = InitializeAttributes(attributes);
        if (error != 0)
        {
            _ = DestroyActions(actions);
            return error;
        }

        try
        {
            error = AddOpen(actions, 0, "/dev/null", 0, 0);
            for (var i = 0; error == 0 && i < closed.Count; i++) error = Close(actions, closed[i], ref beyond);

            // Duplicating a descriptor onto itself clears close-on-exec, in the child alone.
            for (var i = 0; error == 0 && i < passed.Count; i++) error = AddDuplicate(actions, passed[i], passed[i]);
            if (error == 0 && errors != StandardError) error = AddDuplicate(actions, errors, StandardError);
            if (error == 0) error = SetFlags(attributes, SetProcessGroup | SetSignalDefault | SetSignalMask);
            if (error == 0) error = SetGroup(attributes, 0);

            // An empty mask, whatever this thread blocks; handlers fall back by themselves, but what the runtime ignores would stay ignored.
            _ = EmptySignals(signals);
            if (error == 0) error = SetMask(attributes, signals);
            _ = AddSignal(signals, SigPipe);
            _ = AddSignal(signals, SigChild);
            if (error == 0) error = SetDefault(attributes, signals);
            return error != 0 ? error : Spawn(out processId, path, actions, attributes, arguments.Pointer, environment.Pointer);
        }
        finally
        {
            foreach (var descriptor in beyond ?? []) OpenDescriptors.LetChildrenHave(descriptor);
            _ = DestroyAttributes(attributes);
            _ = DestroyActions(actions);
        }
    }

    // The C library takes no number above the soft limit (ulimit -n), under which an inherited descriptor may lie: that one is marked for the moment.
    private static int Close(byte* actions, int descriptor, ref List<int>? beyond)
    {
        var error = AddClose(actions, descriptor);
        if (error != NotADescriptor) return error;
        OpenDescriptors.KeepFromChildren(descriptor);
        (beyond ??= []).Add(descriptor);
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    private static partial int AddClose(byte* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int SetGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddSignal(byte* signals, int signal);
}
