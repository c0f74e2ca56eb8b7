using System.Runtime.Versioning;
using BenchmarkDotNet.Attributes;
using Mpire.Transport;

namespace Mpire.Benchmarks.Micro;

/// <summary>A frame there and one back, both ends on one thread: what the transport costs without any waiting.</summary>
[SupportedOSPlatform("linux")]
public class RingBenchmarks
{
    private RingCallerEnd? _caller;
    private FrameChannel? _worker;
    private byte[] _payload = [];

    [Params(8, 4096, 256 * 1024)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _caller = RingRoad.CreateCallerEnd(RingSettings.Default, out var ticket);
        _worker = Road.OpenWorkerEnd(ticket.Address);
        // The worker's end owns the descriptors now.
        ticket.HandOver();
        ticket.Dispose();
        _payload = new byte[Bytes];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _worker?.Dispose();
        _caller?.Dispose();
    }

    [Benchmark]
    public long RoundTrip()
    {
        _caller!.Post(new FrameHeader(1, 0, 0, 0), _payload);
        _caller.Flush();
        _worker!.TryReceive(out var there);
        var length = there.Length;
        _worker.Release();
        _worker.Post(new FrameHeader(2, 0, 0, 0), _payload);
        _worker.Flush();
        _caller.TryReceive(out var back);
        length += back.Length;
        _caller.Release();
        return length;
    }
}
