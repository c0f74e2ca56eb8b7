using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;
using Mpire.Serialization;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Forking;

/// <summary>
/// Runs a function over samples, through the loop that workers use, until the runtime finds nothing more to compile better. Only running helps: what
/// a first call costs is mostly what it looks up, and which code is hot shows in calls alone.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class WarmUp
{
    // The runtime looks again at code that was called thirty times, twice: once to watch it, once to compile it for good.
    private const int TasksOfARound = 64;
    private const int MostRounds = 40;
    private const int QuietRounds = 2;
    private const int QuietPatience = 1000;
    private static readonly TimeSpan LongestRound = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Runs it. A task that throws, or leaves threads behind, ends it early: the one is told when a worker runs into it, the other before the
    /// next fork.</summary>
    public static void Run(int memory, long length)
    {
        var data = Mmap.Map(memory, 0, length);
        try
        {
            if (InheritedSetup.Current is { } setup) Run(setup, data, length);
        }
        catch (Exception)
        {
            // User code, in a place where nobody waits for its result: init or a sample that cannot be read. A worker's failure will tell.
        }
        finally
        {
            Mmap.Unmap(data, length);
            Descriptor.Close(memory);
        }
    }

    private static void Run(InheritedSetup setup, byte* data, long length)
    {
        using var reader = new PayloadReader();
        var prefix = Unsafe.ReadUnaligned<WarmUpPrefix>(data);
        var samples = data + WarmUpPrefix.Size + prefix.FunctionLength;
        reader.Reset(data + WarmUpPrefix.Size, prefix.FunctionLength);
        var function = PayloadCodec.Default.ReadGraph<TaskFunction>(reader);

        // A road for its board alone: a worker looks there for its cancellation.
        using var program = RingRoad.CreateCallerEnd(RingSettings.Default, out var ticket);
        using var ends = ticket;
        var session = new WorkerSession(0, 1, program.Board);
        session.Worker = setup.CreateWorker(session);
        setup.Program.Init(session.Worker);

        var port = new RehearsalPort(setup.Codec);
        var begin = Stopwatch.GetTimestamp();
        var quiet = 0;
        for (var round = 0; round < MostRounds && quiet < QuietRounds && Stopwatch.GetElapsedTime(begin) < Longest; round++)
        {
            var roundBegin = Stopwatch.GetTimestamp();
            for (var tasks = 0; tasks < TasksOfARound && Stopwatch.GetElapsedTime(roundBegin) < LongestRound; tasks += prefix.Samples)
            {
                reader.Reset(samples, data + length - samples);
                function.RunEncoded(session, port, setup.Codec, reader, prefix.Samples, default);
                if (port.Failure is not null) return;
            }

            quiet = QuietFork.CountThreads() == Bystanders.AtRest ? quiet + 1 : 0;
            if (quiet == 0 && (Bystanders.Find() is not null || !QuietFork.Wait(Bystanders.AtRest, QuietPatience))) return;
        }
    }
}
