using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Mpire.Interop.Windows;

/// <summary>A Windows job: processes that are ended together, at the latest when this process ends and its handle is closed for it.</summary>
internal sealed unsafe partial class JobObject : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnClose = 0x2000;
    private const uint ExitCodeOfTheEnded = 1;

    /// <summary>For the marshaller; use <see cref="CreateThatEndsWithUs"/>.</summary>
    public JobObject()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Creates an empty job.</summary>
    [SupportedOSPlatform("windows")]
    public static JobObject CreateThatEndsWithUs()
    {
        var created = Create(null, null);
        var error = NativeError.Last;
        var job = new JobObject();
        job.SetHandle(created);
        if (job.IsInvalid) throw NativeError.Exception("CreateJobObject", error);
        var limits = new Limits { Flags = KillOnClose };
        if (SetInformation(created, ExtendedLimitInformation, &limits, (uint)sizeof(Limits)) != 0) return job;
        error = NativeError.Last;
        job.Dispose();
        throw NativeError.Exception("SetInformationJobObject", error);
    }

    /// <summary>Adds a process; what it starts from now on belongs to the job too.</summary>
    [SupportedOSPlatform("windows")]
    public void Add(SafeProcessHandle process)
    {
        if (Assign(handle, process.DangerousGetHandle()) == 0) throw NativeError.Exception("AssignProcessToJobObject", NativeError.Last);
    }

    /// <summary>Ends every process of the job.</summary>
    [SupportedOSPlatform("windows")]
    public void Terminate() => _ = Terminate(handle, ExitCodeOfTheEnded);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => CloseHandle(handle) != 0;

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial nint Create(void* attributes, char* name);

    [LibraryImport("kernel32", EntryPoint = "SetInformationJobObject", SetLastError = true)]
    private static partial int SetInformation(nint job, int kind, Limits* information, uint size);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject", SetLastError = true)]
    private static partial int Assign(nint job, nint process);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject", SetLastError = true)]
    private static partial int Terminate(nint job, uint exitCode);

    [LibraryImport("kernel32", EntryPoint = "CloseHandle", SetLastError = true)]
    private static partial int CloseHandle(nint handle);

    // JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64-bit Windows: only the flags are set, 16 bytes from the start.
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Limits
    {
        [FieldOffset(16)] public uint Flags;
    }
}
