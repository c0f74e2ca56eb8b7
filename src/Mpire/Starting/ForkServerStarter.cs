using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Mpire.Forking;
using Mpire.Interop.Linux;
using Mpire.Transport;

namespace Mpire.Starting;

/// <summary>Starts workers by asking a fork server for them. The server is started with the first need, and again when it has died.</summary>
/// <remarks>Used under the pool's gate.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class ForkServerStarter : IWorkerStarter
{
    /// <summary>How long a server may do nothing while it is asked for a worker. A fork takes milliseconds, the start of a runtime a second at worst.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    private readonly IRoadFactory _roads;
    private readonly ProgramCommand _command;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly IReadOnlyList<int>? _cpuIds;
    private readonly WorkerProfile _profile;
    private ForkServerProcess? _server;
    private readonly List<SealedText> _warmUps = [];
    private BirthWatch? _watch;
    private SealedText? _setup;
    private int _setupVersion;
    private bool _hasShared;
    private bool _disposed;

    /// <summary>Makes sure that this program can be run again, and starts the server.</summary>
    /// <param name="roads">Makes the roads to the workers.</param>
    /// <param name="environment">Variables to set (or to remove) for the server and all workers.</param>
    /// <param name="cpuIds">The processors that all workers may use alike; <see langword="null"/> for no common limit.</param>
    /// <param name="profile">The server's runtime settings, and so its workers'.</param>
    /// <exception cref="StartMethodNotSupportedException">It cannot.</exception>
    public ForkServerStarter(IRoadFactory roads, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<int>? cpuIds, WorkerProfile profile)
    {
        (_roads, _profile) = (roads, profile);
        _command = ProgramCommand.Find(out var command) is { } refusal ? throw refusal : command!;
        (_environment, _cpuIds) = (environment, cpuIds);
    }

    /// <inheritdoc/>
    public bool TakesSetup => true;

    /// <inheritdoc/>
    public WaitSet CreateWaitSet() => _roads.CreateWaitSet();

    /// <inheritdoc/>
    public void Begin() => _ = Server();

    /// <inheritdoc/>
    public void TakeSetup(int version, ReadOnlySequence<byte> setup, bool hasShared)
    {
        _hasShared = hasShared;
        if (_setup is null || _setupVersion != version)
        {
            _setup?.Dispose();
            _setup = null;
            _setup = SealedText.Write("mpire-setup", setup);
            _setupVersion = version;
        }

        if (!Server().TakeSetup(version, _setup.Descriptor, _setup.Length, _hasShared)) _ = Restart();
    }

    /// <inheritdoc/>
    public void Expect(object kind, byte[] function)
    {
        // A server that is gone is noticed, and replaced, at the next start.
        if (_server is { } server) _ = server.Expect(kind, function);
    }

    /// <inheritdoc/>
    public void WarmUp(byte[] function, ReadOnlySequence<byte> samples, int count)
    {
        var prefix = new byte[WarmUpPrefix.Size];
        MemoryMarshal.Write(prefix, new WarmUpPrefix { FunctionLength = function.Length, Samples = count });
        var text = SealedText.Write("mpire-warm-up", new ReadOnlySequence<byte>(prefix), new ReadOnlySequence<byte>(function), samples);

        // Kept, because a server that dies is replaced by one that has to be as good.
        _warmUps.Add(text);
        if (!Server().WarmUp(text.Descriptor, text.Length)) _ = Restart();
    }

    /// <inheritdoc/>
    public IWorkerHandle Start(WorkerStartInfo info)
    {
        CheckProcessors(info.CpuIds);
        var road = _roads.Create();
        var (report, theirs, directory) = (-1, -1, -1);
        try
        {
            Pipe.Create(out report, out theirs);
            directory = CurrentDirectory.Open();
            Span<int> descriptors = [.. road.Descriptors, theirs, directory];
            var server = Server();
            if (!Ask(server, info, descriptors))
            {
                // It has died since it was last heard of.
                server = Restart();
                if (!Ask(server, info, descriptors)) throw Gone(server);
            }

            var worker = new ForkedWorker(server, report, road.Channel);
            report = -1;
            _watch!.Await(worker);
            return worker;
        }
        catch
        {
            Descriptor.Close(report);
            road.Channel.Dispose();
            throw;
        }
        finally
        {
            Descriptor.Close(theirs);
            Descriptor.Close(directory);
            road.WorkerEnd.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _watch?.Dispose();
        if (_server is { } server) ForkServerPark.Leave(server);
        _setup?.Dispose();
        foreach (var text in _warmUps) text.Dispose();
    }

    private ForkServerProcess Server()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_server is { IsSpoilt: true }) Drop();
        if (_server is { } server) return server;
        var program = WorkerEnvironment.OfProgram(_environment);
        _server = ForkServerPark.Take(program, _cpuIds, _profile) ?? ForkServerProcess.Start(_command, _environment, program, _cpuIds, _profile);
        _watch = new BirthWatch(_server, Patience);

        // Whatever the need is that it was started for, a worker of it must be born with the setup there is.
        if (_setup is { } setup && !_server.TakeSetup(_setupVersion, setup.Descriptor, setup.Length, _hasShared)) throw Gone(_server);
        return _server;
    }

    private void Drop()
    {
        _watch?.Dispose();
        _server?.Dispose();
        _server = null;
    }

    private ForkServerProcess Restart()
    {
        Drop();
        var server = Server();
        foreach (var text in _warmUps) _ = server.WarmUp(text.Descriptor, text.Length);
        return server;
    }

    private static WorkerStartException Gone(ForkServerProcess server)
    {
        server.WaitForExit(TimeSpan.FromSeconds(1), out var exit);
        return new WorkerStartException(
            $"The fork server (process {server.ProcessId}) ended with {exit} as soon as it was started. Look at what it printed.", -1, innerException: null)
        { Exit = exit };
    }

    // Worker threads are bound in the worker, where nobody could be told any more.
    internal static void CheckProcessors(IReadOnlyList<int>? cpuIds)
    {
        if (cpuIds is null) return;
        StarterThread.Run(() =>
        {
            using var possible = ProcessorLimit.OnThisThread(cpuIds);
        });
    }

    private bool Ask(ForkServerProcess server, WorkerStartInfo info, ReadOnlySpan<int> descriptors) =>
        server.Fork(ForkRequest.Of(info, ChangedVariables(server)), descriptors);

    // A worker sees the program's environment of now, as a spawned one would; the server has that of its start.
    private StringBuilder? ChangedVariables(ForkServerProcess server)
    {
        var now = WorkerEnvironment.OfProgram(_environment);
        StringBuilder? changes = null;
        foreach (var (name, value) in now)
        {
            if (!server.Variables.TryGetValue(name, out var then) || then != value) ForkRequest.Append(changes ??= new(), name, value);
        }

        foreach (var name in server.Variables.Keys)
        {
            if (!now.ContainsKey(name)) ForkRequest.Append(changes ??= new(), name, null);
        }

        return changes;
    }
}
