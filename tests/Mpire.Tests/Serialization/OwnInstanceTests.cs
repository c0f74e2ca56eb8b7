using System.Reflection;
using System.Text.Json;

namespace Mpire.Tests.Serialization;

/// <summary>An object that is the value of a static read-only field of its own type is that value on the other side.</summary>
public class OwnInstanceTests
{
    [Fact]
    public void Members_of_a_smart_enum_are_the_same_objects()
    {
        Assert.Same(Colour.Red, RoundTrip.Of(Colour.Red));
        Assert.Same(Colour.Green, RoundTrip.Of<object>(Colour.Green));
        Assert.Equal([Colour.Red, Colour.Green, Colour.Red, Colour.Dark], RoundTrip.Of<Colour[]>([Colour.Red, Colour.Green, Colour.Red, Colour.Dark]), ReferenceEqualityComparer.Instance);
        Colour other = RoundTrip.Of(new Colour("red", 1));
        Assert.NotSame(Colour.Red, other);
        Assert.Equal("red", other.Name);
        Assert.Same(Colour.Red, RoundTrip.Of(new Dictionary<Colour, string> { [Colour.Red] = "a" }).Keys.Single());
        Assert.Same(Rate.Double, RoundTrip.Of(Rate.Double));
        Assert.Same(Colour.Red, RoundTrip.Of<Func<string, bool>>(Colour.Red.Is).Target);
    }

    [Fact]
    public void A_sentinel_at_the_end_of_a_long_chain_is_the_same_object()
    {
        Node chain = Node.End;
        for (int i = 0; i < 1000; i++)
        {
            chain = new Node(chain, i % 2 == 0 ? Colour.Red : Colour.Green);
        }

        int length = 0;
        for (Node node = RoundTrip.Of(chain); node != Node.End; node = node.Next!)
        {
            Assert.Same(length % 2 == 0 ? Colour.Green : Colour.Red, node.Colour);
            length++;
        }

        Assert.Equal(1000, length);
    }

    [Fact]
    public void Another_value_there_is_not_exchanged_for_the_one_that_was_sent()
    {
        Settings.Instance.Factor = 10;
        byte[] sent = RoundTrip.Bytes(Settings.Instance);
        Settings.Instance.Factor = 1;
        Assert.Equal(10, RoundTrip.Read<Settings>(sent).Factor);
        Assert.Equal(1, Settings.Instance.Factor);
        Settings.Instance.Factor = 10;
        Assert.Same(Settings.Instance, RoundTrip.Read<Settings>(sent));
        Settings.Instance.Factor = 0;
    }

    [Fact]
    public void The_well_known_objects_of_the_framework_are_those_of_the_other_side()
    {
        object[] known =
        [
            TimeProvider.System, Comparer<int>.Default, Comparer<string>.Default, EqualityComparer<string>.Default, EqualityComparer<object>.Default,
            StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, Missing.Value, DBNull.Value, EventArgs.Empty, Random.Shared,
            ReferenceEqualityComparer.Instance, TimeZoneInfo.Utc, TimeZoneInfo.Local, JsonNamingPolicy.CamelCase, HttpMethod.Get, System.Text.Encoding.UTF8,
            System.Collections.Immutable.ImmutableList<int>.Empty, System.Globalization.CultureInfo.InvariantCulture, TextWriter.Null, Stream.Null,
            StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase, System.Collections.Comparer.DefaultInvariant,
            System.Collections.StructuralComparisons.StructuralComparer, System.Collections.StructuralComparisons.StructuralEqualityComparer,
        ];
        Assert.Equal([], known.Where(static value => !ReferenceEquals(value, RoundTrip.Of(value))).Select(static value => value.GetType()));
    }

    private class Colour(string name, int number)
    {
        public static readonly Colour Red = new("red", 1);
        public static readonly Colour Green = new("green", 2);
        public static readonly Colour Dark = new Shade();

        public string Name { get; } = name;

        public int Number { get; } = number;

        public bool Is(string text) => text == Name;

        private sealed class Shade() : Colour("dark", 3);
    }

    private sealed class Rate(Func<double, double> of, string[] names)
    {
        public static Rate Double { get; } = new(static x => x * 2, ["double", "twice"]);

        public static Rate Half { get; } = new(static x => x / 2, ["half"]);

        public string[] Names { get; } = names;

        public double Of(double x) => of(x);
    }

    private sealed class Node
    {
        public static readonly Node End = new();

        private Node() => Next = this;

        public Node(Node next, Colour colour) => (Next, Colour) = (next, colour);

        public Node? Next { get; set; }

        public Colour? Colour { get; set; }
    }

    private sealed class Settings
    {
        public static readonly Settings Instance = new();

        public int Factor { get; set; }
    }
}
