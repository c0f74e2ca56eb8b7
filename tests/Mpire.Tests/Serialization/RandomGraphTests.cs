using CsCheck;
using Mpire.Serialization;

namespace Mpire.Tests.Serialization;

public class RandomGraphTests
{
    private static readonly Gen<string?> Text = Gen.OneOf(Gen.String.Select(s => (string?)s), Gen.Const((string?)null), Gen.String[60, 80].Select(s => (string?)s));

    private static readonly Gen<Shape> Shapes = Gen.Recursive<Shape>((depth, self) => Gen.OneOf(
        Gen.Select(Text, Gen.Int, (t, i) => (Shape)new Dot(t, i)),
        Gen.Select(Gen.Double, Gen.Decimal, Gen.DateTime, (d, m, t) => (Shape)new Measure { Value = d, Price = m, At = t, Maybe = d > 0 ? m : null }),
        depth > 4 ? Gen.Const((Shape)new Dot("end", 0)) : self.List[0, 4].Select(l => (Shape)new Group(l)),
        depth > 4 ? Gen.Const((Shape)new Dot("end", 1)) : Gen.Dictionary(Gen.String, self)[0, 4].Select(d => (Shape)new Named(d)),
        depth > 4 ? Gen.Const((Shape)new Dot("end", 2)) : Gen.Select(self, Text).Select((s, t) => (Shape)new Pair((s, t), [s, t, 5, null])),
        Gen.Int.Array[0, 50].Select(a => (Shape)new Numbers(a))));

    [Fact]
    public void Random_graphs_come_back_equal() =>
        Shapes.Sample(shape => Describe(shape) == Describe(RoundTrip.Of(shape)), iter: 3000);

    [Fact]
    public void Random_reference_graphs_come_back_with_the_same_edges() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, int.MaxValue]).Sample(
            (count, seed) =>
            {
                var random = new Random(seed);
                var vertices = Enumerable.Range(0, count).Select(i => new Vertex { Number = i }).ToArray();
                foreach (Vertex vertex in vertices)
                {
                    vertex.Any = random.Next(3) == 0 ? null : vertices[random.Next(count)];
                    vertex.List = Enumerable.Range(0, random.Next(4)).Select(_ => vertices[random.Next(count)]).ToList();
                    vertex.Map = random.Next(2) == 0 ? null : new() { [vertices[random.Next(count)]] = vertices[random.Next(count)] };
                    vertex.Pairs = [(vertices[random.Next(count)], random.Next())];
                }

                Vertex[] copy = RoundTrip.Of(vertices);
                Assert.Equal(count, copy.Length);
                for (int i = 0; i < count; i++)
                {
                    Vertex was = vertices[i];
                    Vertex now = copy[i];
                    Assert.Equal(was.Number, now.Number);
                    Assert.Same(was.Any is null ? null : copy[((Vertex)was.Any).Number], now.Any);
                    Assert.Equal(was.List.Select(v => copy[v.Number]), now.List);
                    Assert.Same(copy[was.Pairs[0].Item1.Number], now.Pairs[0].Item1);
                    Assert.Equal(was.Map?.Select(p => (copy[p.Key.Number], copy[p.Value.Number])), now.Map?.Select(p => (p.Key, now.Map[p.Key])));
                }
            },
            iter: 500);

    [Fact]
    public void Unmanaged_arrays_and_strings_come_back_equal()
    {
        Gen.Double.Array[0, 6000].Sample(a => a.AsSpan().SequenceEqual(RoundTrip.Of(a)), iter: 200);
        Gen.String[0, 3000].Sample(s => s == RoundTrip.Of(s), iter: 500);
        Gen.Char['\u0000', '\uffff'].Array[0, 3000].Select(c => new string(c)).Sample(s => s == RoundTrip.Of(s), iter: 500);
    }

    [Fact]
    public void Damaged_bytes_give_an_error_or_a_value_and_never_more()
    {
        var values = new (byte[] Bytes, Action<PayloadReader> Read)[]
        {
            Case<Shape>(new Group([new Dot("a", 1), new Named(new() { ["k"] = new Numbers([1, 2, 3]) }), new Pair((new Dot(null, 2), "t"), [1, "x", 2.5])])),
            Case<object?[]>([1, "two", new int[3, 2], new List<string> { "a" }, new HashSet<object> { 1, "x" }, new Version(1, 2), typeof(string), (1, "z")]),
            Case(new Dictionary<string, List<double>> { ["a"] = [1, 2], ["b"] = [] }),
            Case<Func<int, int>>(new Adder(5).Add),
            Case<Exception>(new InvalidOperationException("x", new TimeoutException())),
            Case(new string('x', 100)),
            Case(new Memory<string>(["a", "b"])),
        };
        var random = new Random(12345);
        int errors = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int Rounds = 200_000;
        using var reader = new PayloadReader();
        for (int round = 0; round < Rounds; round++)
        {
            (byte[] bytes, Action<PayloadReader> read) = values[round % values.Length];
            byte[] damaged = (byte[])bytes.Clone();
            int changes = random.Next(1, 4);
            for (int i = 0; i < changes; i++)
            {
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(8) : (byte)random.Next(256);
            }

            int length = random.Next(10) == 0 ? random.Next(damaged.Length) : damaged.Length;
            long start = GC.GetAllocatedBytesForCurrentThread();
            reader.Reset(new System.Buffers.ReadOnlySequence<byte>(damaged, 0, length));
            try
            {
                read(reader);
            }
            catch (SerializationException)
            {
                errors++;
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - start < 4_000_000, "One small message made the reader allocate megabytes.");
        }

        Assert.True(errors > Rounds / 10, $"Only {errors} errors: the damage does not reach the reader.");
        Assert.True((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds < 40_000, "Damaged messages are dear.");
    }

    private static (byte[] Bytes, Action<PayloadReader> Read) Case<T>(T value) =>
        (RoundTrip.Bytes(value), reader => PayloadCodec.Default.Read<T>(reader));

    private static string Describe(object? value) => value switch
    {
        null => "null",
        Dot dot => $"Dot({dot.Name?.Length}:{dot.Name},{dot.Number})",
        Measure m => $"Measure({BitConverter.DoubleToInt64Bits(m.Value)},{m.Price},{m.At.Ticks}/{m.At.Kind},{m.Maybe})",
        Group g => "Group(" + string.Join(',', g.Items.Select(Describe)) + ")",
        Named n => "Named(" + string.Join(',', n.Items.Select(p => p.Key + "=" + Describe(n.Items[p.Key]))) + ")",
        Pair p => "Pair(" + Describe(p.Both.First) + "," + p.Both.Second + "," + string.Join(',', p.More.Select(Describe)) + ")",
        Numbers n => "Numbers(" + string.Join(',', n.Values) + ")",
        _ => value.GetType().Name + ":" + value,
    };

    private abstract class Shape;

    private sealed class Dot(string? name, int number) : Shape
    {
        public string? Name { get; } = name;

        public int Number { get; } = number;
    }

    private sealed class Measure : Shape
    {
        public double Value { get; init; }

        public decimal Price { get; init; }

        public DateTime At { get; init; }

        public decimal? Maybe { get; init; }
    }

    private sealed class Group(List<Shape> items) : Shape
    {
        public IReadOnlyList<Shape> Items { get; } = items;
    }

    private sealed class Named(Dictionary<string, Shape> items) : Shape
    {
        public Dictionary<string, Shape> Items { get; } = items;
    }

    private sealed class Pair((Shape First, string? Second) both, object?[] more) : Shape
    {
        public (Shape First, string? Second) Both { get; } = both;

        public object?[] More { get; } = more;
    }

    private sealed class Numbers(int[] values) : Shape
    {
        public int[] Values { get; } = values;
    }

    private sealed class Vertex
    {
        public int Number { get; init; }

        public object? Any { get; set; }

        public List<Vertex> List { get; set; } = [];

        public Dictionary<Vertex, Vertex>? Map { get; set; }

        public (Vertex, int)[] Pairs { get; set; } = [];
    }

    private sealed class Adder(int by)
    {
        public int Add(int x) => x + by;
    }
}
