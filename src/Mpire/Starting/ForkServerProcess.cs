using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Forking;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>One fork server as its program sees it: this program run again, entered as a server, and the socket to it. Used by one thread at a time, but
/// where noted.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ForkServerProcess : IDisposable
{
    private const string AddressKind = "fork:";
    private const string ProvenKind = "forks:";

    private static volatile bool _isProven;

    private readonly ChildProcess _process;
    private readonly HashSet<object> _expected = [];
    private readonly Lock _stateGate = new();
    private int _socket;
    private ServerState _state;

    private readonly WorkerProfile _profile;
    private readonly IReadOnlyList<int>? _cpuIds;
    private bool _ranUsersCode;

    private ForkServerProcess(int processId, int socket, Dictionary<string, string> variables, IReadOnlyList<int>? cpuIds, WorkerProfile profile)
    {
        (_cpuIds, _profile) = (cpuIds, profile);
        _process = new ChildProcess(processId);
        _socket = socket;
        Variables = variables;
    }

    /// <summary>The environment it was started with, as far as its workers see it.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>Which setup it has; -1 for none.</summary>
    public int SetupVersion { get; private set; } = -1;

    /// <summary>Why it has refused to fork: what stands in the way stays in it, so the next worker needs another server. One object for all that it has
    /// refused.</summary>
    public Exception? Refusal { get; private set; }

    /// <summary>Whether it is of no use any more.</summary>
    public bool IsSpoilt => Refusal is not null;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.ProcessId;

    /// <summary>Reads the socket's number in the birth note of a process that is to be a fork server.</summary>
    /// <param name="address">The note's address.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="isProven">Whether an earlier server of the program has seen that forking works here.</param>
    public static bool TryReadAddress(ReadOnlySpan<char> address, out int socket, out bool isProven)
    {
        socket = -1;
        isProven = address.StartsWith(ProvenKind, StringComparison.Ordinal);
        if (!isProven && !address.StartsWith(AddressKind, StringComparison.Ordinal)) return false;
        return int.TryParse(address[(address.IndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out socket);
    }

    /// <summary>Starts one. Returns when its process exists; what is sent to it waits until it can read.</summary>
    /// <exception cref="MpireException">It could not be started; nothing is left behind.</exception>
    /// <param name="command">How the program is run.</param>
    /// <param name="asked">Variables that were asked for the workers.</param>
    /// <param name="program">The program's variables, with those.</param>
    /// <param name="cpuIds">The processors that it may use; <see langword="null"/> for no limit.</param>
    /// <param name="profile">Its runtime settings, but for those without which it cannot fork.</param>
    public static ForkServerProcess Start(
        ProgramCommand command,
        IReadOnlyDictionary<string, string?> asked,
        Dictionary<string, string> program,
        IReadOnlyList<int>? cpuIds,
        WorkerProfile profile)
    {
        MessageSocket.CreatePair(out var ours, out var theirs);
        try
        {
            int[] passed = [theirs];
            var note = BirthNote.Format(Environment.ProcessId, 0, passed, (_isProven ? ProvenKind : AddressKind) + theirs.ToString(CultureInfo.InvariantCulture));
            var variables = WorkerEnvironment.Complete(new Dictionary<string, string>(program), asked, command.Hook, note, profile);
            ForkRecipe.Apply(variables, asked);
            var error = ProgramStart.Run(command, variables, passed, cpuIds, out var processId);
            if (error != 0)
                throw StartFailure.Describe("The fork server could not be started", NativeError.Exception($"posix_spawn of '{command.Path}'", error));

            return new ForkServerProcess(processId, ours, program, cpuIds, profile);
        }
        catch
        {
            Descriptor.Close(ours);
            throw;
        }
        finally
        {
            Descriptor.Close(theirs);
        }
    }

    /// <summary>Whether another pool's workers can come from it as from a new one: it has made no shared objects, run no warm-up, and refused nothing.
    /// </summary>
    public bool IsClean => !_ranUsersCode && !IsSpoilt && _socket >= 0 && !WaitForExit(TimeSpan.Zero, out _);

    /// <summary>Whether it was started with just this environment, these processors and settings.</summary>
    public bool WasStartedWith(Dictionary<string, string> variables, IReadOnlyList<int>? cpuIds, WorkerProfile profile) =>
        profile == _profile
        && (_cpuIds ?? []).SequenceEqual(cpuIds ?? [])
        && variables.Count == Variables.Count
        && variables.All(variable => Variables.TryGetValue(variable.Key, out var value) && value == variable.Value);

    /// <summary>Forgets which setup it has: the next pool counts its own.</summary>
    public void ForgetPool() => SetupVersion = -1;

    /// <summary>Sends the setup.</summary>
    /// <returns>False if the server is gone.</returns>
    public bool TakeSetup(int version, int memory, long length, bool hasShared)
    {
        _ranUsersCode |= hasShared;
        if (version == SetupVersion) return true;
        SetupVersion = version;

        // The server tells what it is at around every setup, and must not find the socket full of it.
        _ = ReadState();

        // What it knows of functions it has forgotten with the setup that they were rehearsed for.
        _expected.Clear();
        return Send(new ForkMessage { Kind = ForkMessageKind.Setup, Length = length }, default, [memory]);
    }

    /// <summary>Tells of a function, once per kind. One that is too long for a message is none of the server's business.</summary>
    /// <returns>False if the server is gone.</returns>
    public bool Expect(object kind, byte[] function)
    {
        if (function.Length > MessageSocket.MostBytes / 2 || !_expected.Add(kind)) return true;
        return Send(new ForkMessage { Kind = ForkMessageKind.Function, Length = function.Length }, function, default);
    }

    /// <summary>Sends a warm-up.</summary>
    /// <returns>False if the server is gone.</returns>
    public bool WarmUp(int memory, long length)
    {
        _ranUsersCode = true;
        return Send(new ForkMessage { Kind = ForkMessageKind.WarmUp, Length = length }, default, [memory]);
    }

    /// <summary>Asks for a worker.</summary>
    /// <param name="request">See <see cref="ForkRequest"/>.</param>
    /// <param name="descriptors">Road, report pipe and directory; copies are made.</param>
    /// <returns>False if the server is gone.</returns>
    public bool Fork(ReadOnlySpan<byte> request, ReadOnlySpan<int> descriptors) => Send(request, descriptors);

    /// <summary>What the server is at, as far as it has said. Any thread.</summary>
    public ServerState ReadState()
    {
        lock (_stateGate)
        {
            while (_socket >= 0 && MessageSocket.TryReadByte(_socket, out var state))
            {
                if ((ServerState)state == ServerState.Proven) _isProven = true;
                else _state = (ServerState)state;
            }

            return _state;
        }
    }

    /// <summary>Notes that no worker will come from it any more. Any thread.</summary>
    /// <returns>The reason that was noted first.</returns>
    public Exception Spoil(Exception reason)
    {
        lock (_stateGate) return Refusal ??= reason;
    }

    /// <summary>Waits for the process to end. Any thread.</summary>
    public bool WaitForExit(TimeSpan timeout, out WorkerExit exit) => _process.WaitForExit(timeout, out exit);

    /// <summary>Ends it now, and with it all its workers. Any thread.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Ends it and its workers.</summary>
    public void Dispose()
    {
        // Its last news may be that no other server of this program has to try.
        _ = ReadState();
        lock (_stateGate)
        {
            Descriptor.Close(_socket);
            _socket = -1;
        }

        _process.Dispose();
    }

    private bool Send(ForkMessage message, ReadOnlySpan<byte> rest, ReadOnlySpan<int> descriptors)
    {
        var length = ForkMessage.Size + rest.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        MemoryMarshal.Write(bytes, message);
        rest.CopyTo(bytes.AsSpan(ForkMessage.Size));
        try
        {
            return Send(bytes.AsSpan(0, length), descriptors);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Nothing is waited for: a server that lets its socket fill up hangs.
    private bool Send(ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors)
    {
        if (_socket < 0) return false;
        return MessageSocket.Send(_socket, message, descriptors) switch
        {
            0 => true,
            NativeError.Epipe or NativeError.Econnreset => false,
            NativeError.Eagain => throw new WorkerStartException(
                "The fork server does not take any more requests: it has not answered for so long that its socket is full. Terminate the pool, "
                + "or dispose it.",
                -1,
                innerException: null),
            var error => throw StartFailure.Describe("A request could not be sent to the fork server", NativeError.Exception("sendmsg", error)),
        };
    }
}
