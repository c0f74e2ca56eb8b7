using BenchmarkDotNet.Attributes;
using Mpire.Serialization;

namespace Mpire.Benchmarks.Micro;

/// <summary>A lambda that captured two variables: written, read, and both.</summary>
public class DelegateBenchmarks
{
    private readonly PayloadReader _reader = new();
    private Func<int, double>? _task;
    private byte[] _written = [];

    [GlobalSetup]
    public void Setup()
    {
        var factor = 2.5;
        var table = new double[16];
        _task = x => (x * factor) + table[x % table.Length];
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteGraph(writer, _task);
        _written = System.Buffers.BuffersExtensions.ToArray(writer.AsSequence());
    }

    [GlobalCleanup]
    public void Cleanup() => _reader.Dispose();

    [Benchmark]
    public long Write()
    {
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteGraph(writer, _task!);
        return writer.Length;
    }

    [Benchmark]
    public object Read()
    {
        _reader.Reset(new System.Buffers.ReadOnlySequence<byte>(_written));
        return PayloadCodec.Default.ReadGraph<Func<int, double>>(_reader);
    }
}
