using System.Numerics;

namespace Mpire.Tests.Serialization;

public class PlainTypeTests
{
    private enum Tiny : byte
    {
        One = 1,
        Big = 200,
    }

    private enum Wide : ulong
    {
        Max = ulong.MaxValue,
    }

    [Fact]
    public void Records_keep_every_member()
    {
        var person = new Person("Ada", 36, new DateTime(1815, 12, 10, 0, 0, 0, DateTimeKind.Utc), ["x", null, "y"]);
        Person copy = RoundTrip.Of(person);
        Assert.Equal(person with { Notes = copy.Notes }, copy);
        Assert.Equal(person.Notes, copy.Notes);
    }

    [Fact]
    public void A_class_with_private_state_and_an_odd_constructor_is_rebuilt_without_running_it()
    {
        var counter = new Odd(5, 7);
        Odd.Constructed = 0;
        Odd copy = RoundTrip.Of(counter);
        Assert.Equal(12, copy.Sum);
        Assert.Equal(0, Odd.Constructed);
    }

    [Fact]
    public void Private_fields_of_base_classes_with_the_same_name_stay_apart()
    {
        var copy = RoundTrip.Of<Animal>(new Dog("Rex", 3));
        Assert.Equal("animal Rex dog 3", copy.Describe());
        Assert.IsType<Dog>(copy);
    }

    [Fact]
    public void Object_typed_members_keep_their_runtime_type()
    {
        object?[] values = [1, 2L, "three", 4.0, null, Tiny.Big, Wide.Max, new Person("a", 1, default, []), new int[] { 1, 2 }, (1, "two"), 'c', 5m, Guid.Empty, true];
        object?[] copy = RoundTrip.Of(values);
        Assert.Equal(values.Length, copy.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(values[i]?.GetType(), copy[i]?.GetType());
            if (values[i] is not Person)
            {
                Assert.Equal(values[i], copy[i]);
            }
        }
    }

    [Fact]
    public void Nullables_and_structs_with_references_keep_their_values()
    {
        var value = new Mixed { A = 5, B = null, C = new Inner { Text = "in", Number = 3 }, D = null, E = new Inner { Text = null, Number = 4 }, Tail = 9 };
        Assert.Equal(value, RoundTrip.Of(value));
        Assert.Equal(value, RoundTrip.Of<object>(value));
        Assert.Equal([value, value], RoundTrip.Of(new[] { value, value }));
        Assert.Equal([value, default], RoundTrip.Of(new List<Mixed> { value, default }));
        Assert.Equal([1, null, 3], RoundTrip.Of(new int?[] { 1, null, 3 }));
        Assert.Equal([value, null], RoundTrip.Of(new List<Mixed?> { value, null }));
        Assert.Equal(5, RoundTrip.Of<int?>(5));
    }

    [Fact]
    public void Anonymous_types_and_tuples_come_back_equal()
    {
        var anonymous = new { Name = "x", Size = 3, Inner = new { Deep = 1.5 } };
        Assert.Equal(anonymous, RoundTrip.Of(anonymous));
        Assert.Equal(Tuple.Create(1, "a", 2.5), RoundTrip.Of(Tuple.Create(1, "a", 2.5)));
        Assert.Equal((1, "a", (2, "b")), RoundTrip.Of((1, "a", (2, "b"))));
        Assert.Equal((1, 2, 3, 4, 5, 6, 7, 8, "nine"), RoundTrip.Of((1, 2, 3, 4, 5, 6, 7, 8, "nine")));
    }

    [Fact]
    public void Arrays_of_every_shape_come_back_equal()
    {
        Assert.Equal(new[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }, RoundTrip.Of(new[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }));
        Assert.Equal(new[,] { { "a", null }, { "c", "d" } }, RoundTrip.Of(new[,] { { "a", null }, { "c", "d" } }));
        Assert.Equal(new[, ,] { { { (1, "a"), (2, "b") } } }, RoundTrip.Of(new[, ,] { { { (1, "a"), (2, "b") } } }));
        Assert.Equal([[1], [], [2, 3]], RoundTrip.Of<int[][]>([[1], [], [2, 3]]));
        Array odd = Array.CreateInstance(typeof(int), [2, 3], [5, -7]);
        odd.SetValue(42, 6, -5);
        Array copy = RoundTrip.Of(odd);
        Assert.Equal(5, copy.GetLowerBound(0));
        Assert.Equal(42, copy.GetValue(6, -5));
        Array oneBased = Array.CreateInstance(typeof(string), [2], [1]);
        oneBased.SetValue("first", 1);
        Assert.Equal("first", RoundTrip.Of<object>(oneBased) is Array a ? a.GetValue(1) : null);
        object[] covariant = new string[] { "x", "y" };
        Assert.IsType<string[]>(RoundTrip.Of(covariant));
    }

    [Fact]
    public void Big_unmanaged_arrays_come_back_equal()
    {
        double[] numbers = Enumerable.Range(0, 100_000).Select(i => i * 0.5).ToArray();
        Assert.Equal(numbers, RoundTrip.Of(numbers));
        Assert.Equal(numbers, (double[])RoundTrip.Of<object>(numbers));
        byte[] big = new byte[50_000];
        Random.Shared.NextBytes(big);
        (byte[] Bytes, int Before, int Length) copy = RoundTrip.Of((big, 5, big.Length));
        Assert.Equal(big, copy.Bytes);
        Assert.Equal((5, big.Length), (copy.Before, copy.Length));
    }

    [Fact]
    public void Numbers_and_times_come_back_bit_for_bit()
    {
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.NaN), BitConverter.DoubleToInt64Bits(RoundTrip.Of(double.NaN)));
        Assert.Equal(DateTimeKind.Local, RoundTrip.Of(DateTime.SpecifyKind(new DateTime(2024, 1, 1), DateTimeKind.Local)).Kind);
        Assert.Equal(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(5)), RoundTrip.Of(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(5))));
        Assert.Equal(new DateOnly(2024, 2, 29), RoundTrip.Of(new DateOnly(2024, 2, 29)));
        Assert.Equal(new TimeOnly(1, 2, 3), RoundTrip.Of(new TimeOnly(1, 2, 3)));
        Assert.Equal(decimal.MinValue, RoundTrip.Of(decimal.MinValue));
        Assert.Equal((Half)1.5, RoundTrip.Of((Half)1.5));
        Assert.Equal(Int128.MaxValue, RoundTrip.Of(Int128.MaxValue));
        Assert.Equal(BigInteger.Pow(7, 500), RoundTrip.Of(BigInteger.Pow(7, 500)));
        Assert.Equal(new Complex(1, -2), RoundTrip.Of(new Complex(1, -2)));
        Assert.Equal(new System.Text.Rune('x'), RoundTrip.Of(new System.Text.Rune('x')));
        Assert.Equal(1..^2, RoundTrip.Of(1..^2));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("plain")]
    [InlineData("Grüße, 世界")]
    [InlineData("lone \ud800 surrogate \udc00")]
    [InlineData("nul \0 inside")]
    public void Strings_come_back_unit_for_unit(string? text)
    {
        Assert.Equal(text, RoundTrip.Of(text));
        Assert.Equal(text, (string?)RoundTrip.Of<object?>(text));
        string? large = text is null ? null : string.Concat(Enumerable.Repeat(text + "-", 3000));
        Assert.Equal(large, RoundTrip.Of(large));
        Assert.Equal([large, large, text], RoundTrip.Of(new List<string?> { large, large, text }));
    }

    [Fact]
    public void A_field_marked_NonSerialized_stays_behind_in_structs_of_plain_values_too()
    {
        var value = new Partial { Kept = 1, Left = 2 };
        Assert.Equal((1, 0), (RoundTrip.Of(value).Kept, RoundTrip.Of(value).Left));
        Assert.Equal((1, 0), ((Partial)RoundTrip.Of<object>(value)).Both);
        Assert.All(RoundTrip.Of(new[] { value, value }), copy => Assert.Equal((1, 0), copy.Both));
        Assert.All(RoundTrip.Of(new List<Partial?> { value }), copy => Assert.Equal((1, 0), copy!.Value.Both));
        Assert.Equal((1, 0), RoundTrip.Of((value, 3)).value.Both);
    }

    private struct Partial
    {
        public int Kept;

        [NonSerialized]
        public int Left;

        public readonly (int Kept, int Left) Both => (Kept, Left);
    }

    private sealed record Person(string Name, int Age, DateTime Born, string?[] Notes);

    private sealed class Odd
    {
        private readonly int _sum;

        public Odd(int first, int second)
        {
            Constructed++;
            _sum = first + second;
        }

        public static int Constructed { get; set; }

        public int Sum => _sum;
    }

    private abstract class Animal(string name)
    {
        private readonly string _name = "animal " + name;

        public virtual string Describe() => _name;
    }

    private sealed class Dog(string name, int age) : Animal(name)
    {
        private readonly string _name = "dog " + age;

        public override string Describe() => base.Describe() + " " + _name;
    }

    private record struct Inner
    {
        public string? Text { get; set; }

        public int Number { get; set; }
    }

    private record struct Mixed
    {
        public int? A { get; set; }

        public long? B { get; set; }

        public Inner C { get; set; }

        public Inner? D { get; set; }

        public Inner? E { get; set; }

        public byte Tail { get; set; }
    }
}
