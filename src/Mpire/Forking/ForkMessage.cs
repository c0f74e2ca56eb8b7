using System.Runtime.InteropServices;

namespace Mpire.Forking;

/// <summary>What a program asks of its fork server.</summary>
internal enum ForkMessageKind
{
    /// <summary>Read this setup, for the workers forked from now on. One descriptor: memory of <see cref="ForkMessage.Length"/> bytes.</summary>
    Setup = 1,

    /// <summary>Get ready for this task function, which follows.</summary>
    Function = 2,

    /// <summary>Run this function over these samples until its code is as good as it gets. One descriptor: memory of <see cref="ForkMessage.Length"/>
    /// bytes, which begins with a <see cref="WarmUpPrefix"/>.</summary>
    WarmUp = 4,

    /// <summary>Fork a worker. Processors and changed variables follow; descriptors: see <see cref="ForkMessage"/>.</summary>
    Fork = 3,
}

/// <summary>First bytes of every message to a fork server.</summary>
/// <remarks>
/// <code>
/// program -> server   Setup (memory)                                    once per setup
///                     Function                                          once per function
///                     WarmUp (memory)                                   when the user asks for it
///                     Fork (road's five ends, report, directory)        per worker
///                     end of the socket: end of the server
/// server -> program   on each worker's own report pipe: ForkReport...   born or refused, later ended
///                     on the socket, one byte: ServerState              before and after what takes long
/// program closes its end of a report pipe: done with that worker; the server ends it if it runs, reaps it, forgets it
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct ForkMessage
{
    public const int Size = 32;

    /// <summary>Descriptors of a <see cref="ForkMessageKind.Fork"/>: those of the road come first.</summary>
    public const int RoadEnds = 5;

    /// <summary>Which of the descriptors is the write end of the worker's report pipe.</summary>
    public const int ReportEnd = 5;

    /// <summary>Which of the descriptors is the worker's current directory.</summary>
    public const int Directory = 6;

    /// <summary>How many a <see cref="ForkMessageKind.Fork"/> has.</summary>
    public const int ForkDescriptors = 7;

    /// <summary>Stands for a worker's id where there is no pool.</summary>
    public const int TrialId = -1;

    public ForkMessageKind Kind;

    /// <summary>0 ... workers-1, or <see cref="TrialId"/>.</summary>
    public int WorkerId;

    /// <summary>Bytes of setup or function.</summary>
    public long Length;

    /// <summary>How many processor numbers follow; none for no limit.</summary>
    public int Processors;

    /// <summary>How many bytes of variables follow those: <c>name=value</c>, or a name alone that is to be removed, each with a zero behind it.</summary>
    public int VariableBytes;
}

/// <summary>First bytes of a warm-up; the function follows, then the samples.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct WarmUpPrefix
{
    public const int Size = 16;

    /// <summary>Bytes of the function.</summary>
    public long FunctionLength;

    /// <summary>How many samples.</summary>
    public int Samples;
}

/// <summary>What a fork server tells of one worker.</summary>
internal enum ForkReportKind
{
    /// <summary>It lives; the value is its process id.</summary>
    Born = 1,

    /// <summary>It was not forked, for a reason in so many bytes of text, which follow.</summary>
    Refused = 2,

    /// <summary>The system could not fork; the value is the error number.</summary>
    Failed = 3,

    /// <summary>It has ended with this exit code.</summary>
    Exited = 4,

    /// <summary>It was ended by this signal.</summary>
    Signalled = 5,
}

/// <summary>One report.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct ForkReport
{
    public const int Size = 8;

    public ForkReportKind Kind;
    public int Value;
}

/// <summary>What a fork server is at; tells a server that hangs from one that runs the user's code.</summary>
internal enum ServerState : byte
{
    /// <summary>Its runtime starts, or it is busy for a moment.</summary>
    Busy = 0,

    /// <summary>It reads shared objects or runs their factory, for as long as that takes.</summary>
    Loading = 1,

    /// <summary>It serves.</summary>
    Serving = 2,

    /// <summary>No state, but news: the trial worker has shown that forking works here.</summary>
    Proven = 3,

    /// <summary>It will never fork here, whatever the program does: the next refusal says why.</summary>
    Unfit = 4,
}
