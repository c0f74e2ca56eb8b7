using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Mpire.Interop.Linux;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Forking;

/// <summary>A forked worker's first lines: makes the copy of the server a process of its own, and lives as a worker.</summary>
/// <remarks>The child's only thread is the one that forked, the runtime's finalizer thread; it goes back to its work when the worker has a thread of its own.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Offspring
{
    private const int SigQuit = 3;
    private const int SigTerm = 15;

    private readonly int _program;
    private readonly int _worker;
    private readonly string _address;
    private readonly int[] _processors;
    private readonly byte[] _variables;

    private Offspring(int program, byte* message, int* descriptors)
    {
        var request = (ForkMessage*)message;
        var processors = (int*)(message + ForkMessage.Size);
        _program = program;
        _worker = request->WorkerId;
        _address = AddressOf(descriptors);
        _processors = new ReadOnlySpan<int>(processors, request->Processors).ToArray();
        _variables = new ReadOnlySpan<byte>(processors + request->Processors, request->VariableBytes).ToArray();
    }

    /// <summary>The forking thread's part. Closes no descriptor: that is the server's list.</summary>
    /// <param name="inheritance">What the server knows that its children need.</param>
    /// <param name="message">The request.</param>
    /// <param name="descriptors">What came with it.</param>
    public static void Begin(in Inheritance inheritance, byte* message, int* descriptors)
    {
        RuntimeParts.ForgetProcessId();
        RuntimeParts.ForgetExitHandlers();

        // The server does the same for the child: whoever is first.
        _ = RawCalls.SetGroup(0, 0);

        // After the process id is right, since the handler that ends the group has it in its code.
        if (!ParentDeath.TryFollow(inheritance.Server)) RawCalls.Exit(ExitCodes.Orphan);

        // At its end the runtime writes to this pipe and waits for an answer. It cannot write to what is open for reading, and goes on at once.
        _ = RawCalls.Duplicate(inheritance.Nothing, inheritance.PipeIn, RawCalls.CloseOnExec);
        _ = RawCalls.Duplicate(inheritance.Nothing, inheritance.PipeOut, RawCalls.CloseOnExec);

        // The runtime's handlers pass these signals on to the process id that it remembers, the server's.
        TerminalSignals.Ignore();
        _ = RawCalls.SetSignal(SigQuit, 0);
        _ = RawCalls.SetSignal(SigTerm, 0);
        _ = RawCalls.ChangeDirectory(descriptors[ForkMessage.Directory]);
        _ = RawCalls.Close(descriptors[ForkMessage.Directory]);
        var isTrial = ((ForkMessage*)message)->WorkerId == ForkMessage.TrialId;
        fixed (byte* name = isTrial ? "mpire-trial\0"u8 : "mpire-worker\0"u8) _ = RawCalls.Control(RawCalls.SetName, name, 0, 0, 0);
        var self = new Offspring(inheritance.Program, message, descriptors);
        new Thread(self.Live) { Name = "Mpire worker" }.Start();
    }

    /// <summary>The address of a road whose ends have these numbers.</summary>
    public static string AddressOf(int* ends) => string.Create(
        CultureInfo.InvariantCulture, $"{Road.RingKind}:{ends[0]},{ends[1]},{ends[2]},{ends[3]},{ends[4]}");

    private static void EndEverything()
    {
        Kill.Group(Environment.ProcessId);
        RawCalls.Exit(ExitCodes.Orphan);
    }

    private void Live()
    {
        int code;
        try
        {
            // A new thread has the server's processors, whatever the thread had that made it.
            if (_processors.Length > 0) _ = Affinity.Set(Affinity.ToMask(_processors));
            if (_variables.Length > 0) SetVariables();
            code = WorkerEntry.Run(new WorkerBirth(_worker, _program, _address, EndEverything));
        }
        catch (Exception failure)
        {
            // Nobody is left above to report to but the reader of the error stream.
            Console.Error.WriteLine($"Mpire: worker {_worker} ended by an unexpected error: {failure}");
            code = ExitCodes.Failure;
        }

        try
        {
            RuntimeParts.RunExitHandlers();
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"Mpire: a handler of the process's end failed in worker {_worker}: {failure}");
        }

        // There is no Main to return to, and the runtime's own way out costs milliseconds more.
        RawCalls.Exit(code);
    }

    private void SetVariables()
    {
        var rest = _variables.AsSpan();
        while (rest.IndexOf((byte)0) is >= 0 and var end)
        {
            var entry = Encoding.UTF8.GetString(rest[..end]);
            rest = rest[(end + 1)..];

            // A name may begin with '=' nowhere but on Windows.
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? entry : entry[..equals];
            var value = equals < 0 ? null : entry[(equals + 1)..];
            NativeEnvironment.Set(name, value);
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}

/// <summary>What a fork server knows that its children need.</summary>
/// <param name="Program">The process that the server works for.</param>
/// <param name="Server">The server's own process id.</param>
/// <param name="Nothing">A descriptor of <c>/dev/null</c>, open for reading.</param>
/// <param name="PipeIn">The runtime's wake-up pipe, see <see cref="PalPipe"/>.</param>
/// <param name="PipeOut">Its other end.</param>
internal readonly record struct Inheritance(int Program, int Server, int Nothing, int PipeIn, int PipeOut)
{
    /// <summary>Why a process cannot be forked that is not shown its own threads.</summary>
    public const string IsBlind =
        "The system does not show a process what its own threads wait for (/proc/self/task/*/syscall), which is needed to fork it safely.";

    /// <summary>Finds out what this process knows. <see cref="RawCalls"/> are linked.</summary>
    /// <param name="program">The process that its children work for.</param>
    /// <param name="made">What they need.</param>
    /// <returns>Why it cannot be forked; <see langword="null"/> if it can.</returns>
    [SupportedOSPlatform("linux")]
    public static unsafe string? TryMake(int program, out Inheritance made)
    {
        made = default;
        if (!PalPipe.TryFind(out var pipeIn, out var pipeOut)) return IsBlind;
        if (!RuntimeParts.AreThere())
            return $"This version of the runtime ({Environment.Version}) is built differently from those that are known to be forked safely.";
        int nothing;
        fixed (byte* path = "/dev/null\0"u8) nothing = RawCalls.Open(path, RawCalls.CloseOnExec);
        made = new Inheritance(program, Environment.ProcessId, nothing, pipeIn, pipeOut);
        return null;
    }
}
