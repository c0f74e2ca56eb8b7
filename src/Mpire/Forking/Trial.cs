using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;
using Mpire.Transport;

namespace Mpire.Forking;

/// <summary>
/// The proof, for this runtime on this processor, that a forked process is a whole one: a worker of no pool, whose task collects while threads allocate,
/// throws and catches, and which then ends in good order.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Trial : IDisposable
{
    /// <summary>How long it may take, in milliseconds; it takes twenty.</summary>
    public const int Patience = 20_000;

    private const int Threads = 2;
    private const int Reports = 2;

    private readonly RingCallerEnd _program;
    private readonly RoadTicket _ticket;
    private readonly int _report;
    private readonly int _theirs;
    private ForkReport _last;
    private int _heard;

    public Trial()
    {
        _program = RingRoad.CreateCallerEnd(RingSettings.Default, out _ticket);
        Pipe.Create(out _report, out _theirs);
        Rehearsal.Speak(_program, Exercise, failing: null);
    }

    /// <summary>Writes its own request.</summary>
    public void PutRequest(byte* message, int* descriptors)
    {
        *(ForkMessage*)message = new ForkMessage { Kind = ForkMessageKind.Fork, WorkerId = ForkMessage.TrialId };
        for (var i = 0; i < ForkMessage.RoadEnds; i++) descriptors[i] = _ticket.Descriptors[i];
        descriptors[ForkMessage.ReportEnd] = _theirs;
        descriptors[ForkMessage.Directory] = CurrentDirectory.Open();
        _ticket.HandOver();
    }

    /// <summary>Looks whether it is over.</summary>
    public bool HasEnded()
    {
        while (_heard < Reports)
        {
            var entry = new PollEntry { Descriptor = _report, Questions = Poll.Readable };
            if (RawCalls.Poll(&entry, 1, 0) <= 0) return false;
            ForkReport next;
            if (RawCalls.Read(_report, &next, ForkReport.Size) != ForkReport.Size) return true;
            _last = next;
            _heard++;
            if (next.Kind is ForkReportKind.Refused or ForkReportKind.Failed) return true;
        }

        return true;
    }

    /// <summary>Says what has come of it.</summary>
    /// <returns>Why it has failed, or <see langword="null"/>.</returns>
    public string? Failure()
    {
        var runtime = $"on this runtime ({Environment.Version}, {RuntimeInformation.ProcessArchitecture})";
        if (_heard < Reports && _last.Kind is ForkReportKind.Refused or ForkReportKind.Failed)
            return $"A trial worker could not be forked {runtime}: {_last.Kind} {_last.Value}.";
        if (_heard < Reports) return $"A trial worker did not end within {Patience / 1000} s {runtime}.";
        if (_last is not { Kind: ForkReportKind.Exited, Value: 0 }) return $"A trial worker ended badly {runtime}: {_last.Kind} {_last.Value}.";
        try
        {
            Rehearsal.Check(_program, failures: 0);
            return null;
        }
        catch (InvalidOperationException wrong)
        {
            return $"A trial worker answered badly {runtime}: {wrong.Message}";
        }
    }

    public void Dispose()
    {
        _program.Dispose();
        Descriptor.Close(_report);
    }

    // Runs in the child.
    private static int Exercise(int x)
    {
        var threads = new Thread[Threads];
        for (var i = 0; i < Threads; i++)
        {
            threads[i] = new Thread(static () => Allocate());
            threads[i].Start();
        }

        GC.Collect();
        foreach (var thread in threads) thread.Join();
        try
        {
            throw new InvalidOperationException("To be caught.");
        }
        catch (InvalidOperationException)
        {
            return x;
        }
    }

    private static void Allocate()
    {
        var kept = new object[256];
        for (var i = 0; i < 4096; i++) kept[i % kept.Length] = new byte[64];
        GC.KeepAlive(kept);
    }
}
