using System.Buffers;
using MemoryPack;
using Mpire;

namespace Tour;

/// <summary>The built-in serializer, and another one behind the same seam.</summary>
internal static class Serializers
{
    public static void Run()
    {
        Say.Line("Serializers");
        BuiltIn();
        ReadInPlace();
        Of("MemoryPack", new MemoryPackPayloads());
    }

    private static void BuiltIn()
    {
        using var pool = new WorkerPool(workers: 2);
        // Shared references and cycles stay what they are.
        var parent = new Node("parent");
        parent.Children.Add(new Node("child") { Parent = parent });
        bool isSame = pool.Apply(node => ReferenceEquals(node, node.Children[0].Parent), parent);

        // Anonymous types, comparers, members of type object.
        var settings = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["Size"] = 3, ["Name"] = new { First = "Ada" } };
        var size = pool.Apply(all => all["SIZE"], settings);
        Say.That("a cycle and a comparer", $"{isSame}, {size}", isSame && size is 3);
    }

    private static void ReadInPlace()
    {
        using var pool = new WorkerPool(workers: 2);
        var sums = new double[20];
        pool.MapSpans(
            seed => Enumerable.Range(seed, 100_000).Select(x => (double)x).ToArray(),
            Enumerable.Range(0, sums.Length),
            (index, result) => sums[index] = result[0] + result[^1]);
        Say.That("read in place", sums[1], sums[1] == 100_001);
    }

    private static void Of(string name, IPayloadSerializer serializer)
    {
        using var pool = new WorkerPool(new WorkerPoolOptions { Workers = 2, Serializer = serializer });
        Measurement[] doubled = pool.Map(
            m => new Measurement { Station = m.Station.ToUpperInvariant(), Value = m.Value * 2 },
            [new Measurement { Station = "north", Value = 1.5 }, new Measurement { Station = "south", Value = 2.5 }]);
        Say.That(name, $"{doubled[0].Station} {doubled[0].Value}", doubled[0] is { Station: "NORTH", Value: 3 });
    }

    private sealed class Node(string name)
    {
        public string Name { get; } = name;

        public Node? Parent { get; init; }

        public List<Node> Children { get; } = [];
    }
}

internal sealed class MemoryPackPayloads : IPayloadSerializer
{
    public void Serialize<T>(IBufferWriter<byte> destination, T value) => MemoryPackSerializer.Serialize(destination, value);

    public T Deserialize<T>(ReadOnlySequence<byte> source) => MemoryPackSerializer.Deserialize<T>(source)!;
}

/// <summary>A type with the attribute that MemoryPack asks for.</summary>
[MemoryPackable]
public sealed partial class Measurement
{
    /// <summary>Where it was taken.</summary>
    public required string Station { get; set; }

    /// <summary>What was seen.</summary>
    public double Value { get; set; }
}
