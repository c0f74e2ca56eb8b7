using System.Collections.Frozen;
using System.Runtime.Serialization;

namespace Mpire.Tests.Serialization;

/// <summary>Types that take part in their own serialization are called as they were by a formatter.</summary>
public class CallbackTests
{
    [ThreadStatic]
    private static List<string>? _log;

    [Fact]
    public void Fields_left_out_are_filled_again_by_the_object()
    {
        Tree copy = RoundTrip.Of(new Tree("b", "a"));
        Assert.True(copy.Has("a") && copy.Has("b") && !copy.Has("c"));
        Assert.True(RoundTrip.Of(new Late { Number = 20 }).IsReady);
        Assert.True(RoundTrip.Of<object>(new[] { new Tree("x") }) is Tree[] trees && trees[0].Has("x"));
    }

    [Fact]
    public void All_four_are_called_in_order_with_those_of_the_base_class_first()
    {
        _log = [];
        RoundTrip.Of(new Derived());
        Assert.Equal(["base serializing", "serializing", "base serialized", "serialized"], _log[..4]);
        Assert.Equal(["base deserializing", "deserializing", "base deserialized", "deserialized", "whole"], _log[^5..]);
    }

    [Fact]
    public void An_object_is_called_after_those_that_it_refers_to()
    {
        Assert.Equal("a", RoundTrip.Of(new Outer(new Tree("a"))).First);
        Assert.Equal("a", RoundTrip.Of(new Map { [1] = new Tree("a") }).First);
        Assert.Equal("a", RoundTrip.Of(new Row { new("a") }).First);
    }

    [Fact]
    public void A_container_finds_keys_that_hash_by_what_their_callback_filled()
    {
        Assert.Contains(new Tree("a"), RoundTrip.Of(new HashSet<Tree> { new("a"), new("b") }));
        Assert.Contains(new Tree("a"), (IReadOnlySet<Tree>)RoundTrip.Of(new[] { new Tree("a"), new Tree("b") }.ToFrozenSet()));
        Assert.Equal(2, RoundTrip.Of(new Dictionary<Outer, int> { [new Outer(new Tree("a"))] = 2 })[new Outer(new Tree("a"))]);
    }

    [Fact]
    public void Circles_and_chains_are_called_once_each_when_all_of_it_is_there()
    {
        Link chain = new(null);
        for (int i = 0; i < 3000; i++)
        {
            chain = new Link(chain);
        }

        Assert.Equal(3000, RoundTrip.Of(chain).Length);

        var parent = new Parent();
        parent.Children.Add(new Child(parent, "a"), 1);
        parent.Children.Add(new Child(parent, "b"), 2);
        Parent copy = RoundTrip.Of(parent);
        Assert.Equal(1, copy.Calls);
        Assert.Equal(2, copy.Seen);
        Assert.All(copy.Children.Keys, child => Assert.Equal(1, child.Calls));
        Assert.Equal(2, copy.Children[new Child(copy, "b")]);
    }

    [Fact]
    public void An_exception_that_takes_part_is_called()
    {
        Exception copy = RoundTrip.Of<Exception>(new Told("a"));
        Assert.Equal("told a", Assert.IsType<Told>(copy).Text);
    }

    [Fact]
    public void A_callback_that_fails_is_named()
    {
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(new Failing(writing: true)));
        Assert.Contains("'Writing' threw System.InvalidOperationException: w", error.Message, StringComparison.Ordinal);
        Assert.Contains("Failing", error.OffendingType, StringComparison.Ordinal);
        error = Assert.Throws<SerializationException>(() => RoundTrip.Of(new Failing(writing: false)));
        Assert.Contains("'Read' threw System.InvalidOperationException: r", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_callback_prepared_is_undone_even_if_the_object_cannot_travel()
    {
        var prepared = new Prepared { Content = new SemaphoreSlim(1) };
        Assert.Throws<SerializationException>(() => RoundTrip.Of(prepared));
        Assert.Equal(0, prepared.Open);
        Assert.True(prepared.Calls > 0);
    }

    [Fact]
    public void A_class_with_a_finalizer_travels_only_if_a_callback_fills_it()
    {
        Assert.Equal(3, RoundTrip.Of(new Filled { Number = 3 }).Handle);
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(new Unfilled { Number = 3 }));
        Assert.Contains("finalizer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_that_takes_part_is_refused_by_name()
    {
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(new Called { Text = "a" }));
        Assert.Contains("Make it a class", error.Message, StringComparison.Ordinal);
    }

    private sealed class Tree(params string[] words) : IEquatable<Tree>
    {
        [NonSerialized]
        private IEqualityComparer<string>? _comparer = StringComparer.Ordinal;

        [NonSerialized]
        private SortedSet<string>? _tree = new(words);

        private string[]? _items;

        public string First => _tree!.Min!;

        public bool Has(string word) => _comparer is not null && _tree!.Contains(word);

        public bool Equals(Tree? other) => other?._tree is { } tree && _tree!.SetEquals(tree);

        public override bool Equals(object? obj) => Equals(obj as Tree);

        public override int GetHashCode() => _tree!.Aggregate(1, static (hash, word) => hash ^ word.Length);

        [OnSerializing]
        private void Write(StreamingContext context) => _items = [.. _tree!];

        [OnDeserialized]
        private void Read(StreamingContext context)
        {
            _comparer = StringComparer.Ordinal;
            _tree = new(_items!);
            _items = null;
        }
    }

    private sealed class Late : IDeserializationCallback
    {
        [NonSerialized]
        private bool _isReady;

        public int Number { get; init; }

        public bool IsReady => _isReady;

        void IDeserializationCallback.OnDeserialization(object? sender) => _isReady = Number == 20;
    }

    private class Base
    {
        [OnSerializing]
        private void A(StreamingContext context) => _log!.Add("base serializing");

        [OnSerialized]
        private void B(StreamingContext context) => _log!.Add("base serialized");

        [OnDeserializing]
        private void C(StreamingContext context) => _log!.Add("base deserializing");

        [OnDeserialized]
        private void D(StreamingContext context) => _log!.Add("base deserialized");
    }

    private sealed class Derived : Base, IDeserializationCallback
    {
        [OnSerializing]
        private void A(StreamingContext context) => _log!.Add("serializing");

        [OnSerialized]
        private void B(StreamingContext context) => _log!.Add("serialized");

        [OnDeserializing]
        private void C(StreamingContext context) => _log!.Add("deserializing");

        [OnDeserialized]
        private void D(StreamingContext context) => _log!.Add("deserialized");

        public void OnDeserialization(object? sender) => _log!.Add("whole");
    }

    private sealed record Outer(Tree Tree)
    {
        public string? First { get; private set; }

        public bool Equals(Outer? other) => other is not null && other.Tree.Equals(Tree);

        public override int GetHashCode() => Tree.GetHashCode();

        [OnDeserialized]
        private void Read(StreamingContext context) => First = Tree.First;
    }

    private sealed class Map : Dictionary<int, Tree>
    {
        public string? First { get; private set; }

        [OnDeserialized]
        private void Read(StreamingContext context) => First = this[1].First;
    }

    private sealed class Row : List<Tree>
    {
        public string? First { get; private set; }

        [OnDeserialized]
        private void Read(StreamingContext context) => First = this[0].First;
    }

    private sealed class Link(Link? next)
    {
        public int Length { get; private set; } = -1;

        [OnDeserialized]
        private void Read(StreamingContext context) => Length = next is null ? 0 : next.Length + 1;
    }

    private sealed class Parent
    {
        public Dictionary<Child, int> Children { get; } = [];

        public int Calls { get; private set; }

        public int Seen { get; private set; }

        [OnDeserialized]
        private void Read(StreamingContext context)
        {
            Calls++;
            Seen = Children.Count;
        }
    }

    private sealed class Child(Parent parent, string name)
    {
        public Parent Parent { get; } = parent;

        public int Calls { get; private set; }

        public override bool Equals(object? obj) => obj is Child other && other.GetHashCode() == GetHashCode();

        public override int GetHashCode() => name[0];

        [OnDeserialized]
        private void Read(StreamingContext context) => Calls++;
    }

    private sealed class Told(string message) : Exception(message)
    {
        [NonSerialized]
        private string? _text;

        public string? Text => _text;

        [OnDeserialized]
        private void Read(StreamingContext context) => _text = "told " + Message;
    }

    private sealed class Failing(bool writing)
    {
        [OnSerializing]
        private void Writing(StreamingContext context) => Throw(writing, "w");

        [OnDeserialized]
        private void Read(StreamingContext context) => Throw(!writing, "r");

        private static void Throw(bool now, string why)
        {
            if (now)
            {
                throw new InvalidOperationException(why);
            }
        }
    }

    private sealed class Prepared
    {
        public object? Content { get; init; }

        public int Open { get; private set; }

        public int Calls { get; private set; }

        [OnSerializing]
        private void Before(StreamingContext context)
        {
            Calls++;
            Open++;
        }

        [OnSerialized]
        private void After(StreamingContext context) => Open--;
    }

    private sealed class Filled
    {
        [NonSerialized]
        private int _handle;

        ~Filled() => _handle = 0;

        public int Number { get; init; }

        public int Handle => _handle;

        [OnDeserialized]
        private void Read(StreamingContext context) => _handle = Number;
    }

    private sealed class Unfilled
    {
        ~Unfilled() => Number = 0;

        public int Number { get; set; }
    }

    private struct Called
    {
        public string? Text { get; set; }

        [OnDeserialized]
        private void Read(StreamingContext context) => Text += "!";
    }
}
