using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>
/// The workers that a fork server has forked and not forgotten. In memory of its own and without a call that could compile, allocate or start
/// anything, since new code between two forks makes the second wait.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ChildTable
{
    /// <summary>How many there may be; a server of so many processes has other troubles first.</summary>
    public const int Most = 4096;

    private const int ById = 1;
    private const int Ended = 4;
    private const int DoNotWait = 1;
    private const int LeaveThere = 0x0100_0000;
    private const int EndedByExit = 1;
    private const int SigKill = 9;

    private readonly Child* _children = (Child*)NativeMemory.AllocZeroed(Most, (nuint)sizeof(Child));
    private readonly PollEntry* _entries = (PollEntry*)NativeMemory.AllocZeroed((2 * Most) + 1, (nuint)sizeof(PollEntry));

    public int Count { get; private set; }

    /// <summary>Takes a new child and its report pipe.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int processId, int report)
    {
        var child = _children + Count++;
        child->ProcessId = processId;
        child->Ending = RawCalls.PidFd(processId);
        child->Report = report;
        child->HasEnded = 0;
    }

    /// <summary>In a child: the descriptors of its siblings are none of its business, and would hide their ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CloseAll()
    {
        for (var i = 0; i < Count; i++)
        {
            _ = RawCalls.Close(_children[i].Ending);
            _ = RawCalls.Close(_children[i].Report);
        }

        Count = 0;
    }

    /// <summary>Waits for a message on the socket, reporting ends and forgetting what is not wanted any more meanwhile.</summary>
    /// <param name="socket">The socket; -1 to look after the children alone.</param>
    /// <param name="milliseconds">How long; -1 for no limit.</param>
    /// <returns>Whether the socket has something.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Wait(int socket, int milliseconds)
    {
        Ask(_entries, socket, Poll.Readable);
        for (var i = 0; i < Count; i++)
        {
            Ask(_entries + (2 * i) + 1, _children[i].HasEnded != 0 ? -1 : _children[i].Ending, Poll.Readable);
            Ask(_entries + (2 * i) + 2, _children[i].Report, 0);
        }

        if (RawCalls.Poll(_entries, (nuint)((2 * Count) + 1), milliseconds) <= 0) return false;
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_entries[(2 * i) + 1].Answers != 0) ReportEnd(_children + i);
            if (_entries[(2 * i) + 2].Answers != 0) Forget(i);
        }

        return _entries[0].Answers != 0;
    }

    /// <summary>Writes one report.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Report(int pipe, ForkReportKind kind, int value)
    {
        ForkReport report;
        report.Kind = kind;
        report.Value = value;
        _ = RawCalls.Write(pipe, &report, ForkReport.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ask(PollEntry* entry, int descriptor, short questions)
    {
        entry->Descriptor = descriptor;
        entry->Questions = questions;
        entry->Answers = 0;
    }

    // Looked at, not reaped: the program sends signals to this id and must not hit another process. It says when it is done by closing its end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReportEnd(Child* child)
    {
        var info = stackalloc int[32];
        info[4] = 0;

        // struct siginfo of a child's end on 64 bits: signal, error, how, (gap), process, user, status.
        if (RawCalls.WaitId(ById, child->ProcessId, info, Ended | DoNotWait | LeaveThere) != 0 || info[4] != child->ProcessId) return;
        child->HasEnded = 1;
        Report(child->Report, info[2] == EndedByExit ? ForkReportKind.Exited : ForkReportKind.Signalled, info[6]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forget(int index)
    {
        var child = _children + index;
        if (child->HasEnded == 0)
        {
            _ = RawCalls.Kill(-child->ProcessId, SigKill);
            _ = RawCalls.Kill(child->ProcessId, SigKill);
        }

        int status;
        _ = RawCalls.WaitPid(child->ProcessId, &status, 0);
        _ = RawCalls.Close(child->Ending);
        _ = RawCalls.Close(child->Report);
        *child = _children[--Count];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Child
    {
        public int ProcessId;
        public int Ending;
        public int Report;
        public int HasEnded;
    }
}
