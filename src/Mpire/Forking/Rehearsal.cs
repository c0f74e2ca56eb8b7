using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;
using Mpire.Protocol;
using Mpire.Serialization;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Forking;

/// <summary>
/// The server plays program and worker to itself, so that its children inherit the compiled code of a worker's life and compile nothing of the library.
/// No code of the user's runs in it.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class Rehearsal
{
    private const int Succeeding = 1;
    private const int Failing = 2;

    private static readonly int[] Items = [1, 2, 3];

    /// <summary>Plays a worker's whole life: setup, two functions, a chunk that succeeds, one that fails (the first exception of a process is its dearest),
    /// the end.</summary>
    /// <exception cref="InvalidOperationException">The worker did not answer as it should.</exception>
    public static void Life()
    {
        var setup = InheritedSetup.Current;
        InheritedSetup.Current = InheritedSetup.Plain();
        try
        {
            using var program = RingRoad.CreateCallerEnd(RingSettings.Default, out var ticket);
            var ends = stackalloc int[ForkMessage.RoadEnds];
            for (var i = 0; i < ForkMessage.RoadEnds; i++) ends[i] = ticket.Descriptors[i];
            ticket.HandOver();
            Speak(program, Identity, Fail);
            using var worker = Road.OpenWorkerEnd(Offspring.AddressOf(ends));
            var loop = new WorkerLoop(worker, static () => { });
            loop.Run();
            Check(program, failures: 1);
            program.Dispose();
            while (loop.IsListening) _ = RawCalls.Nap(100);
        }
        finally
        {
            InheritedSetup.Current = setup;
        }
    }

    /// <summary>Reads a function and runs it over nothing, which compiles the loop and the codecs for its types; the function itself is compiled, not run.
    /// </summary>
    public static void Function(ReadOnlySpan<byte> bytes)
    {
        if (InheritedSetup.Current is not { } setup) return;
        try
        {
            fixed (byte* first = bytes)
            {
                using var reader = new PayloadReader();
                reader.Reset(first, bytes.Length);
                var function = PayloadCodec.Default.ReadGraph<TaskFunction>(reader);
                RuntimeHelpers.PrepareDelegate(function.Task);
                function.Rehearse(setup.Codec);
            }
        }
        catch (Exception)
        {
            // What cannot be read here cannot be read in a worker, and is told there.
        }
    }

    /// <summary>Says what a pool says in a worker's life.</summary>
    public static void Speak(RingCallerEnd program, Func<int, int> task, Func<int, int>? failing)
    {
        program.Post(new FrameHeader((short)MessageKind.Setup, 1, 1, 0), default);
        Define(program, Succeeding, new PlainFunction<Worker, int, int>(task));
        Run(program, 1, Succeeding);
        if (failing is not null)
        {
            Define(program, Failing, new PlainFunction<Worker, int, int>(failing));
            Run(program, 2, Failing);
        }

        program.Post(new FrameHeader((short)MessageKind.Stop, 0, 0, 0), default);
        program.Flush();
    }

    private static void Define(RingCallerEnd program, int number, TaskFunction function)
    {
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteGraph(writer, function, "rehearsal");
        program.Post(new FrameHeader((short)MessageKind.Define, 0, 0, number), writer.AsSequence().ToArray());
    }

    private static void Run(RingCallerEnd program, int chunk, int function)
    {
        using var writer = PayloadWriter.Rent();
        writer.WriteUnmanaged(new RunPrefix { Function = function, Count = Items.Length });
        PayloadCodec.Default.WriteItems<int>(writer, Items, out _);
        program.Post(new FrameHeader((short)MessageKind.Run, 0, chunk, 0), writer.AsSequence().ToArray());
    }

    /// <summary>Hears what the worker has answered.</summary>
    /// <exception cref="InvalidOperationException">Something else than it should.</exception>
    public static void Check(RingCallerEnd program, int failures)
    {
        // Results come in one frame or, where the first was slow, in several.
        var (results, failed, ends) = (0, 0, 0);
        while (program.TryReceive(out var frame))
        {
            switch ((MessageKind)frame.Header.Kind)
            {
                case MessageKind.Results: results++; break;
                case MessageKind.TaskFailed: failed++; break;
                case MessageKind.Exited: ends++; break;
            }

            program.Release();
        }

        if (results == 0 || failed != failures || ends != 1)
            throw new InvalidOperationException($"The rehearsal of a worker's life came to {results} results, {failed} failures and {ends} ends.");
    }

    private static int Identity(int x) => x;

    private static int Fail(int x) => throw new InvalidOperationException("Rehearsed.");
}
