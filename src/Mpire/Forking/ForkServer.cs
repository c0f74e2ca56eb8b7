using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;
using Mpire.Workers;

namespace Mpire.Forking;

/// <summary>
/// A process that reads a pool's setup once and forks its workers: each is born with shared objects, compiled code and a warm runtime, and copies only
/// what it writes to.
/// </summary>
/// <remarks>
/// A fork copies one thread. So the server has none but the runtime's own, and forks on the one of those that a child must have too: the
/// finalizer's. The whole server runs inside a finalizer that ends in the children alone, where that thread then goes on finalizing. It follows that in
/// the server itself nothing is finalized. Why this is safe, what was tried and what was not: docs/start-methods.md.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ForkServer
{
    private const int Idle = 20;
    private const int QuickLook = 20;
    private const int Patience = 10_000;
    private const int MostCloseable = MessageSocket.MostDescriptors;

    private readonly int _socket;
    private readonly int _program;
    private readonly ChildTable _children = new();
    private readonly byte* _message = (byte*)NativeMemory.AllocZeroed(MessageSocket.MostBytes);
    private readonly int* _descriptors = (int*)NativeMemory.AllocZeroed(MostCloseable, sizeof(int));
    private Inheritance _inheritance;
    private byte[]? _refusal;
    private bool _isProven;
    private Trial? _trial;
    private bool _isRehearsed;
    private bool _isReady;
    private bool _mustBeReady;

    private static bool IsKnownToWork => RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.Version.Major == 10;

    private ForkServer(int program, int socket, bool isProven) => (_program, _socket, _isProven) = (program, socket, isProven);

    private enum Next
    {
        GoOn,
        End,
        LiveAsChild,
    }

    /// <summary>The main thread's part, before anything else has run in this process: prepares, starts the server and sleeps for ever.</summary>
    /// <param name="program">The process that the server works for.</param>
    /// <param name="socket">The socket to it.</param>
    /// <param name="isProven">Whether forking was seen to work here, by an earlier server of the same program.</param>
    public static void Enter(int program, int socket, bool isProven)
    {
        // The environment has switched concurrent collection off, but a program's own configuration file has the last word on that.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        PlainOutput.Install();
        fixed (byte* name = "mpire-server\0"u8) _ = RawCalls.Control(RawCalls.SetName, name, 0, 0, 0);
        Drop(program, socket, isProven);
        GC.Collect();
        while (true) _ = RawCalls.Pause();
    }

    // Not inlined, or the object would still lie on the stack of the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(int program, int socket, bool isProven) => _ = new Entrance(new ForkServer(program, socket, isProven));

    private void Serve()
    {
        RawCalls.Link();
        Prepare();

        // What every pool needs, if the program is still at something else.
        if (!_children.Wait(_socket, 0)) BecomeReady();
        if (!_isProven && !IsKnownToWork && BeginTrial() == Next.LiveAsChild) return;
        Tell(ServerState.Serving);
        Loop();
    }

    private void Prepare()
    {
        if (!MainThread.IsParkedWithin(Environment.ProcessId, Patience))
            Refuse(Inheritance.IsBlind);
        else if (GCSettings.IsServerGC || GCSettings.LatencyMode != GCLatencyMode.Batch)
            Refuse("The runtime's server or concurrent garbage collection cannot be switched off for the fork server.");
        else if (Inheritance.TryMake(_program, out _inheritance) is { } whyNot)
            Refuse(whyNot);
    }

    private void Refuse(string reason)
    {
        _refusal ??= new ServerRefusal(reason, ServerRefusal.UseSpawn).Encode();
        Tell(ServerState.Unfit);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Loop()
    {
        while (true)
        {
            if (!_children.Wait(_socket, HasLeisureWork ? Idle : -1))
            {
                if (DoLeisureWork() == Next.LiveAsChild) return;
                continue;
            }

            int count;
            var length = MessageSocket.Receive(_socket, _message, _descriptors, &count, wait: false);
            if (length == 0) break;
            if (length < ForkMessage.Size) continue;
            var next = Handle(length, count);
            if (next == Next.LiveAsChild) return;
        }

        // The program is gone or does not want the pool any more: the workers follow this process.
        RawCalls.Exit(0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Next Handle(int length, int count)
    {
        var message = (ForkMessage*)_message;
        switch (message->Kind)
        {
            case ForkMessageKind.Fork when count == ForkMessage.ForkDescriptors:
                if (_mustBeReady) BecomeReady();
                if (_trial is not null && !IsKnownToWork) AwaitTrial();
                return Fork();
            case ForkMessageKind.Setup when count == 1: TakeSetup(message->Length); return Next.GoOn;
            case ForkMessageKind.WarmUp when count == 1: TakeWarmUp(message->Length); return Next.GoOn;
            case ForkMessageKind.Function: TakeFunction(length); return Next.GoOn;
            default: CloseDescriptors(count); return Next.GoOn;
        }
    }

    private void TakeSetup(long length)
    {
        // A pool that is being made step by step sends one after the other; only the last has to be read.
        ForkMessage next;
        if (MessageSocket.TryPeek(_socket, &next, ForkMessage.Size) && next.Kind == ForkMessageKind.Setup)
        {
            _ = RawCalls.Close(_descriptors[0]);
            return;
        }

        Tell(ServerState.Loading);
        ServerSetup.Read(_descriptors[0], length);
        if (InheritedSetup.Current!.HasShared) (_isReady, _mustBeReady) = (false, true);
        Tell(ServerState.Serving);
    }

    private void TakeWarmUp(long length)
    {
        Tell(ServerState.Loading);
        WarmUp.Run(_descriptors[0], length);
        (_isReady, _mustBeReady) = (false, true);
        Tell(ServerState.Serving);
    }

    // Done when there is nothing else to do, or at the latest before the next fork where much would otherwise be copied by every worker.
    private void BecomeReady()
    {
        if (_refusal is not null) return;
        (_isReady, _mustBeReady) = (true, false);
        try
        {
            if (!_isRehearsed) Rehearsal.Life();
            _isRehearsed = true;
            ServerSetup.Settle();
        }
        catch (InvalidOperationException failure)
        {
            Refuse(failure.Message);
        }
    }

    private void TakeFunction(int length) => Rehearsal.Function(new ReadOnlySpan<byte>(_message + ForkMessage.Size, length - ForkMessage.Size));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Next Fork()
    {
        var report = _descriptors[ForkMessage.ReportEnd];
        var child = QuietFork.NotQuiet;
        if (_refusal is null && _children.Count < ChildTable.Most) child = QuietFork.Try(Bystanders.AtRest, QuickLook);

        // At once, before anything else sets it.
        var error = child == -1 ? Marshal.GetLastSystemError() : 0;

        // Names cost new code, so they are looked at only when the number stays wrong.
        if (child == QuietFork.NotQuiet && MayBecomeQuiet()) child = QuietFork.Try(Bystanders.AtRest, Patience);
        if (child == 0)
        {
            _ = RawCalls.Close(_socket);
            _ = RawCalls.Close(report);
            _children.CloseAll();
            Offspring.Begin(_inheritance, _message, _descriptors);
            return Next.LiveAsChild;
        }

        if (child > 0)
        {
            ChildTable.Report(report, ForkReportKind.Born, child);
            _children.Add(child, report);
            CloseDescriptors(ForkMessage.ReportEnd);
        }
        else
        {
            ReportFailure(report, child, error);
            CloseDescriptors(ForkMessage.ReportEnd + 1);
        }

        _ = RawCalls.Close(_descriptors[ForkMessage.Directory]);
        return Next.GoOn;
    }

    // The first fork of all is a trial, whose child works while the setup is read here; where every release of the library is tested, it comes when
    // there is time for it, and may be the second.
    private Next BeginTrial()
    {
        _isProven = true;
        if (_refusal is not null) return Next.GoOn;
        var setup = InheritedSetup.Current;
        _trial = new Trial();
        _trial.PutRequest(_message, _descriptors);
        InheritedSetup.Current = InheritedSetup.Plain();
        var next = Fork();
        if (next != Next.LiveAsChild) InheritedSetup.Current = setup;
        return next;
    }

    private void AwaitTrial()
    {
        for (var waited = 0; !_trial!.HasEnded() && waited < Trial.Patience; waited += Idle) _ = _children.Wait(-1, Idle);
        EndTrial();
    }

    private void EndTrial()
    {
        if (_trial!.Failure() is { } failure) Refuse(failure);
        else Tell(ServerState.Proven);
        _trial.Dispose();
        _trial = null;
    }

    private bool HasLeisureWork => _refusal is null && (!_isReady || !_isProven || _trial is not null);

    // One thing at a time, since the next request may be there.
    private Next DoLeisureWork()
    {
        if (_refusal is not null) return Next.GoOn;
        if (!_isReady) BecomeReady();
        else if (!_isProven) return BeginTrial();
        else if (_trial is not null && _trial.HasEnded()) EndTrial();
        return Next.GoOn;
    }

    private bool MayBecomeQuiet()
    {
        if (_refusal is not null || _children.Count >= ChildTable.Most) return false;
        return Bystanders.Find() is null;
    }

    private void ReportFailure(int report, int child, int error)
    {
        if (child != QuietFork.NotQuiet)
        {
            ChildTable.Report(report, ForkReportKind.Failed, error);
            return;
        }

        var words = _refusal ?? Bystanders.Describe(Bystanders.Find() ?? "(the compiler's, for longer than ever seen)").Encode();
        ChildTable.Report(report, ForkReportKind.Refused, words.Length);
        fixed (byte* first = words) _ = RawCalls.Write(report, first, words.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CloseDescriptors(int count)
    {
        for (var i = 0; i < count; i++) _ = RawCalls.Close(_descriptors[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tell(ServerState state)
    {
        if (_refusal is not null) state = ServerState.Unfit;
        var word = (byte)state;
        _ = RawCalls.Write(_socket, &word, 1);
    }

    /// <summary>An object whose finalizer is the server.</summary>
    private sealed class Entrance(ForkServer server)
    {
        ~Entrance()
        {
            try
            {
                server.Serve();
            }
            catch (Exception failure)
            {
                Console.Error.WriteLine($"Mpire: the fork server ended by an unexpected error: {failure}");
                RawCalls.Exit(ExitCodes.Failure);
            }
        }
    }
}
