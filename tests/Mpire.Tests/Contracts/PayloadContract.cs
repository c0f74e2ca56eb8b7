using System.Numerics;
using System.Runtime.InteropServices;

namespace Mpire.Tests.Contracts;

/// <summary>What goes to a task comes back from it, whatever it is.</summary>
public abstract class PayloadContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly int[] Shorts = [1, 2, 3];

    public enum Colour : byte
    {
        Red,
        Blue = 200,
    }

    [Fact]
    public void Values_of_every_plain_kind()
    {
        var pool = NewPool();
        Echo(pool, 0, int.MinValue, int.MaxValue);
        Echo(pool, 0L, long.MinValue, long.MaxValue);
        Echo(pool, true, false);
        Echo(pool, double.NaN, double.NegativeInfinity, -0.0, 1.5);
        Echo(pool, 'x', '\0', '\uD800');
        Echo(pool, 1.10m, decimal.MinValue);
        Echo(pool, Guid.NewGuid(), Guid.Empty);
        Echo(pool, DateTime.UnixEpoch, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Local));
        Echo(pool, DateTimeOffset.UnixEpoch.ToOffset(TimeSpan.FromHours(2)));
        Echo(pool, new DateOnly(2024, 2, 29), DateOnly.MinValue);
        Echo(pool, TimeSpan.FromTicks(1), TimeSpan.MinValue);
        Echo(pool, Colour.Red, Colour.Blue, (Colour)7);
        Echo(pool, (Int128)1 << 100, Int128.MinValue);
        Echo(pool, BigInteger.Pow(3, 1000), BigInteger.MinusOne);
        Echo(pool, new Complex(1, -1));
        Echo(pool, new Pixel(1, 2, 3, 0.5f), default);
        Echo<int?>(pool, 5, null);
        Echo<Pixel?>(pool, new Pixel(9, 9, 9, 9), null);
        Echo(pool, "", "text", "öäü \u4e2d \ud83d\ude00 \0 \ud800", null);
        Echo(pool, new Uri("http://example.com/a?b=c"), null);
        Echo(pool, new Version(1, 2, 3));
        Echo(pool, (1, "a", 2.5), default);
        Echo(pool, new { Name = "anonymous", Number = 1 }, null);
        Echo(pool, new Person("Ada", [new Person("Bo", [])]) { Age = 36 }, null);
    }

    [Fact]
    public void Collections()
    {
        var pool = NewPool();
        Echo<int[]?>(pool, [1, 2], [], null);
        Echo<string?[]>(pool, ["a", null], []);
        Echo<int[]?[]>(pool, [[1], [2, 3], null], []);
        Echo(pool, new[,] { { 1, 2 }, { 3, 4 } }, new int[0, 5]);
        Echo(pool, new List<string> { "a", "b" }, []);
        Echo(pool, new Dictionary<string, int> { ["a"] = 1 }, []);
        Echo(pool, new HashSet<int> { 3, 1, 2 }, []);
        Echo(pool, new[] { new Pixel(1, 2, 3, 4), default });
        Echo(pool, new SortedDictionary<int, string> { [2] = "b", [1] = "a" });

        var found = pool.Map(static d => (d["KEY"], d.ContainsKey("other")), [new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["key"] = 5 }]);
        Assert.Equal([(5, false)], found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData(64 << 20)]
    public async Task Bytes_of_any_number_in_both_directions(int size)
    {
        var pool = NewPool();
        var big = new byte[size];
        new Random(1).NextBytes(big);
        Assert.Equal(size, pool.Apply(static bytes => bytes.Length, big));
        var made = pool.Apply(static n => Made(n), size);
        Assert.True(made.AsSpan().SequenceEqual(Made(size)));
        var (both, reversed) = (pool.Map(static bytes => bytes, [big, big]), await pool.ApplyAsync(static bytes => Reversed(bytes), big));
        Assert.All(both, b => Assert.True(b.AsSpan().SequenceEqual(big)));
        Assert.True(reversed.AsSpan().SequenceEqual(Reversed(big)));

        static byte[] Made(int n)
        {
            var bytes = new byte[n];
            for (var i = 0; i < n; i++) bytes[i] = (byte)((i * 31) + (i >> 8));
            return bytes;
        }

        static byte[] Reversed(byte[] bytes)
        {
            bytes = [.. bytes];
            Array.Reverse(bytes);
            return bytes;
        }
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(4 << 20)]
    public async Task What_a_call_was_given_may_be_changed_at_once(int size)
    {
        Assert.SkipUnless(HasProcesses, "Worker threads get the caller's own objects.");
        var pool = NewPool(workers: 1);
        var gate = NewGate();
        var busy = pool.ApplyAsync(static g => g.Pass(0), gate);

        // One buffer for all calls, whose arguments wait for the only worker.
        var buffer = new byte[size];
        var calls = new List<Task<(byte, byte)>>();
        for (byte i = 1; i <= 8; i++)
        {
            Array.Fill(buffer, i);
            calls.Add((i % 4) switch
            {
                0 => pool.ApplyAsync(static bytes => Range(bytes), buffer),
                1 => pool.ApplyAsync(static bytes => Range(bytes.Span), buffer.AsMemory(1)),
                2 => pool.ApplyAsync(static bytes => Range(bytes[0]), new[] { buffer }),
                _ => pool.ApplyAsync(static (x, bytes) => Range(bytes.AsSpan()), 1, new ArraySegment<byte>(buffer)),
            });
        }

        Array.Clear(buffer);
        gate.Open();
        await busy;
        Assert.Equal(Enumerable.Range(1, 8).Select(i => ((byte)i, (byte)i)), await Task.WhenAll(calls));

        static (byte Least, byte Most) Range(ReadOnlySpan<byte> bytes)
        {
            var (least, most) = (bytes[0], bytes[0]);
            foreach (var value in bytes) (least, most) = (Math.Min(least, value), Math.Max(most, value));
            return (least, most);
        }
    }

    [Fact]
    public void Many_megabytes_in_many_results_at_once()
    {
        var results = NewPool().Map(static n => new string((char)('a' + (n % 26)), 1 << 19), Enumerable.Range(0, 40));
        Assert.All(results.Index(), r => Assert.True(r.Item.Length == 1 << 19 && r.Item[0] == 'a' + (r.Index % 26) && r.Item[^1] == r.Item[0]));
        var objects = NewPool().Map(static list => list.Select(p => p with { Age = p.Age + 1 }).ToList(), [.. Enumerable.Range(0, 4).Select(_ => People(20_000))]);
        Assert.All(objects, list => Assert.Equal(Enumerable.Range(1, 20_000), list.Select(p => p.Age)));

        static List<Person> People(int count) => [.. Enumerable.Range(0, count).Select(i => new Person($"{i}", []) { Age = i })];
    }

    [Fact]
    public void The_types_of_members_and_items_are_those_of_the_objects_not_of_the_declaration()
    {
        var pool = NewPool();
        Shape[] shapes = [new Circle(2), new Square(3), new Circle(1) { Tag = new Square(4) }];
        Assert.Equal(["Circle", "Square", "Circle"], pool.Map(static s => s.GetType().Name, shapes));
        Assert.Equal(shapes, pool.Map(static s => s, shapes));
        object?[] mixed = [1, "two", 3.0, null, Shorts, new Circle(5), Colour.Blue, new Pixel(1, 2, 3, 4)];
        Assert.Equal(mixed, pool.Map(static o => o, mixed));
        Assert.Equal(["Int32", "String", "Double", "none", "Int32[]", "Circle", "Colour", "Pixel"], pool.Map(static o => o?.GetType().Name ?? "none", mixed));
        IEnumerable<int>[] sequences = [new List<int> { 1 }, new[] { 2 }];
        Assert.Equal(["List`1", "Int32[]"], pool.Map(static s => s.GetType().Name, sequences));
    }

    [Fact]
    public void What_is_one_object_stays_one_object_and_circles_stay_circles()
    {
        var pool = NewPool();
        var shared = new Node("shared");
        var pair = new Node("root") { Left = shared, Right = shared };
        var circle = new Node("a");
        circle.Left = new Node("b") { Left = circle };
        Assert.Equal([true, false], pool.Map(static n => ReferenceEquals(n.Left, n.Right), [pair, new Node("two") { Left = new Node("x"), Right = new Node("x") }]));
        Assert.Equal([true], pool.Map(static n => ReferenceEquals(n, n.Left!.Left), [circle]));
        var back = pool.Map(static n => n, [pair, circle]);
        Assert.Same(back[0].Left, back[0].Right);
        Assert.Same(back[1], back[1].Left!.Left);
    }

    [Fact]
    public void Private_members_and_types_without_a_plain_constructor()
    {
        var account = new Account("owner", 10);
        account.Deposit(5);
        var back = NewPool().Map(static a => a.Deposit(1), [account]);
        Assert.Equal(16, back[0].Balance);
        Assert.Equal("owner", back[0].Owner);
        Assert.Equal(HasProcesses ? 15 : 16, account.Balance);
    }

    [Fact]
    public void Exceptions_as_items_and_results()
    {
        var pool = NewPool();
        var back = pool.Map(static e => e, new Exception[] { new InvalidDataException("text", new TimeoutException("inner")), new ArgumentNullException("name") });
        Assert.Equal("text", Assert.IsType<InvalidDataException>(back[0]).Message);
        Assert.Equal("inner", Assert.IsType<TimeoutException>(back[0].InnerException).Message);
        Assert.Equal("name", Assert.IsType<ArgumentNullException>(back[1]).ParamName);
    }

    [Fact]
    public void Delegates_as_items()
    {
        var pool = NewPool();
        Func<int, int>[] functions = [static x => x + 1, Adding(10)];
        Assert.Equal([6, 15], pool.Map(static f => f(5), functions));
        Assert.Equal([12, 21], pool.Map(static f => new Func<int, int>(x => f(x) * 1), functions).Select(f => f(11)));

        static Func<int, int> Adding(int n) => x => x + n;
    }

    private static void Echo<T>(WorkerPool pool, params T[] items)
    {
        var back = pool.Map(static item => item, items);
        Assert.Equal(items, back);
        Assert.Equal(items, pool.MapUnordered(static item => item, items, new MapOptions { ChunkSize = items.Length }));
        Assert.Equal(items[0], pool.Apply(static item => item, items[0]));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public readonly record struct Pixel(byte R, byte G, byte B, float Alpha);

    public sealed record Person(string Name, List<Person> Children)
    {
        public int Age { get; init; }

        public bool Equals(Person? other) => other is not null && other.Name == Name && other.Age == Age && other.Children.SequenceEqual(Children);

        public override int GetHashCode() => HashCode.Combine(Name, Age);
    }

    public abstract record Shape
    {
        public object? Tag { get; init; }
    }

    public sealed record Circle(double Radius) : Shape;

    public sealed record Square(double Side) : Shape;

    public sealed class Node(string name)
    {
        public string Name { get; } = name;

        public Node? Left { get; set; }

        public Node? Right { get; set; }
    }

    public sealed class Account
    {
        private readonly List<int> _bookings = [];

        public Account(string owner, int first)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
            Owner = owner;
            _bookings.Add(first);
        }

        public string Owner { get; private init; }

        public int Balance => _bookings.Sum();

        public Account Deposit(int amount)
        {
            _bookings.Add(amount);
            return this;
        }
    }
}
