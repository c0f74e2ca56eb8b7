using BenchmarkDotNet.Attributes;
using Mpire.Scheduling;

namespace Mpire.Benchmarks.Micro;

/// <summary>Cutting an input into chunks, and putting results that come out of order in order.</summary>
public class SchedulingBenchmarks
{
    private const int Count = 10_000;
    private const int ChunkLength = 16;

    private readonly int[] _array = [.. Enumerable.Range(0, Count)];
    private readonly int[] _results = new int[ChunkLength];

    [Benchmark(OperationsPerInvoke = Count)]
    public long ChunksOfArray() => ReadAll(ChunkReader<int>.OverItems(_array));

    [Benchmark(OperationsPerInvoke = Count)]
    public long ChunksOfSequence() => ReadAll(ChunkReader<int>.OverItems(_array.Where(static _ => true)));

    /// <summary>Of every two neighbours the later comes first.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public long OrderInPairs()
    {
        var buffer = new OrderBuffer<int>();
        var taken = 0L;
        for (var start = 0; start + (2 * ChunkLength) <= Count; start += 2 * ChunkLength)
        {
            buffer.AddRange(start + ChunkLength, _results);
            buffer.AddRange(start, _results);
            while (buffer.TryTake(out _)) taken++;
        }

        return taken;
    }

    private static long ReadAll(ChunkReader<int> reader)
    {
        var read = 0L;
        using (reader)
        {
            while (reader.TryRead(ChunkLength, out var items)) read += items.Length;
        }

        return read;
    }
}
