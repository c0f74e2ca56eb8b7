using BenchmarkDotNet.Attributes;
using Mpire.Serialization;

namespace Mpire.Benchmarks.Micro;

/// <summary>Written and read again by the built-in codec.</summary>
public class CodecBenchmarks
{
    private const int Count = 1000;

    private readonly PayloadReader _reader = new();
    private readonly int[] _numbers = [.. Enumerable.Range(0, Count)];
    private readonly List<Item> _records = [.. Enumerable.Range(0, Count).Select(i => new Item(i, $"record {i}", i * 0.5))];
    private readonly Dictionary<string, double> _pairs = Enumerable.Range(0, Count).ToDictionary(i => $"key {i}", i => i * 0.5);

    [GlobalCleanup]
    public void Cleanup() => _reader.Dispose();

    [Benchmark]
    public long OneLong() => RoundTrip(42L);

    [Benchmark]
    public int Numbers() => RoundTrip(_numbers).Length;

    [Benchmark]
    public int Records() => RoundTrip(_records).Count;

    [Benchmark]
    public int Pairs() => RoundTrip(_pairs).Count;

    private T RoundTrip<T>(T value)
    {
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.Write(writer, value);
        _reader.Reset(writer.AsSequence());
        return PayloadCodec.Default.Read<T>(_reader);
    }

    private sealed record Item(int Number, string Name, double Value);
}
