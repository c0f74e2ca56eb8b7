using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;

namespace Mpire.Tests.Serialization;

public class ContainerTests
{
    // What the other process would have: another seed for every hash. Changed between writing and reading.
    private static int _seed = 17;

    [Fact]
    public void Hash_containers_find_their_keys_although_hashes_differ_in_the_other_process()
    {
        Key[] keys = Enumerable.Range(0, 100).Select(i => new Key(i, "k" + i)).ToArray();
        FindAll(keys, keys.ToDictionary(k => k, k => k.Number), (d, k) => d.TryGetValue(k, out int n) && n == k.Number);
        FindAll(keys, keys.ToHashSet(), (d, k) => d.Contains(k));
        FindAll(keys, new ConcurrentDictionary<Key, int>(keys.ToDictionary(k => k, k => k.Number)), (d, k) => d[k] == k.Number);
        FindAll(keys, keys.ToImmutableDictionary(k => k, k => k.Number), (d, k) => d[k] == k.Number);
        FindAll(keys, keys.ToImmutableHashSet(), (d, k) => d.Contains(k));
        FindAll(keys, keys.ToFrozenDictionary(k => k, k => k.Number), (d, k) => d[k] == k.Number);
        FindAll(keys, keys.ToFrozenSet(), (d, k) => d.Contains(k));
        FindAll(keys, new Hashtable(keys.ToDictionary(k => k, k => k.Number)), (d, k) => d[k] is int n && n == k.Number);
        FindAll(keys, new OrderedDictionary<Key, int>(keys.ToDictionary(k => k, k => k.Number)), (d, k) => d[k] == k.Number);
        FindAll(keys, new ReadOnlyDictionary<Key, int>(keys.ToDictionary(k => k, k => k.Number)), (d, k) => d[k] == k.Number);
        FindAll(keys, new ByNumber(keys), (d, k) => d[k.Number].Equals(k));
        FindAll(keys, new HashSet<object>(keys), (d, k) => d.Contains(k));
        FindAll(keys, keys.Select(k => new KeyValuePair<(Key, int), string>((k, 1), "v")).ToDictionary(), (d, k) => d[(k, 1)] == "v");
    }

    [Fact]
    public void Comparers_are_kept()
    {
        var ignoring = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 };
        Dictionary<string, int> copy = RoundTrip.Of(ignoring);
        Assert.Equal(1, copy["KEY"]);
        Assert.Same(StringComparer.OrdinalIgnoreCase, copy.Comparer);
        Assert.Same(EqualityComparer<string>.Default, RoundTrip.Of(new Dictionary<string, int> { ["a"] = 1 }).Comparer);
        Assert.Same(StringComparer.Ordinal, RoundTrip.Of(new HashSet<string>(StringComparer.Ordinal)).Comparer);
        Assert.Contains("STRASSE", RoundTrip.Of(new HashSet<string>(StringComparer.Create(CultureInfo.GetCultureInfo("de-DE"), true)) { "strasse" }));
        Assert.Equal(["c", "b", "a"], RoundTrip.Of(new SortedSet<string>(new Backwards()) { "a", "b", "c" }));
        Assert.Equal(["c", "a"], RoundTrip.Of(new SortedDictionary<string, int>(new Backwards()) { ["a"] = 1, ["c"] = 2 }).Keys);
        Assert.Equal(["c", "a"], RoundTrip.Of(new SortedList<string, int>(new Backwards()) { ["a"] = 1, ["c"] = 2 }).Keys);
        Assert.Equal(7, RoundTrip.Of(new Dictionary<int, int>(new Modulo(10)) { [3] = 7 })[13]);
        Assert.Equal(7, RoundTrip.Of(new ConcurrentDictionary<string, int>(StringComparer.InvariantCultureIgnoreCase) { ["x"] = 7 })["X"]);
        Assert.Equal(7, RoundTrip.Of(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["x"] = 7 }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))["X"]);
    }

    [Fact]
    public void Sequences_keep_their_order()
    {
        string[] items = ["c", "a", "b"];
        Assert.Equal(items, RoundTrip.Of(new Queue<string>(items)));
        Assert.Equal(new Stack<string>(items), RoundTrip.Of(new Stack<string>(items)));
        Assert.Equal(items, RoundTrip.Of(new LinkedList<string>(items)));
        Assert.Equal(items, RoundTrip.Of(new ConcurrentQueue<string>(items)));
        Assert.Equal(new ConcurrentStack<string>(items), RoundTrip.Of(new ConcurrentStack<string>(items)));
        Assert.Equal(new ConcurrentBag<string>(items), RoundTrip.Of(new ConcurrentBag<string>(items)));
        Assert.Equal(items, RoundTrip.Of(ImmutableList.Create(items)));
        Assert.Equal(items, RoundTrip.Of(ImmutableArray.Create(items)));
        Assert.Equal(items.Order(), RoundTrip.Of(ImmutableSortedSet.Create(items)).ToArray());
        Assert.Equal(items, RoundTrip.Of(ImmutableQueue.Create(items)));
        Assert.Equal(items, RoundTrip.Of(new ReadOnlyCollection<string>(items)));
        Assert.Equal(items, RoundTrip.Of(new ObservableCollection<string>(items)));
        Assert.Equal(items, RoundTrip.Of(new ArrayList(items)).Cast<string>());
        Assert.Equal(items, RoundTrip.Of(new ArraySegment<string>(["x", .. items, "y"], 1, 3)).ToList());
        Assert.Equal(items, RoundTrip.Of<ReadOnlyMemory<string>>(items).ToArray().ToList());
        Assert.Equal("lo w", RoundTrip.Of("hello world".AsMemory(3, 4)).ToString());
        Assert.Equal([2, 3], RoundTrip.Of(new int[] { 1, 2, 3, 4 }.AsMemory(1, 2)).ToArray().AsEnumerable());
        var queue = new PriorityQueue<string, int>([("b", 2), ("a", 1)]);
        Assert.Equal("a", RoundTrip.Of(queue).Dequeue());
        Assert.Equal(new BitArray([true, false, true]).Cast<bool>(), RoundTrip.Of(new BitArray([true, false, true])).Cast<bool>());
        IGrouping<int, string> group = items.GroupBy(i => i.Length).First();
        Assert.Equal(items, RoundTrip.Of(group));
    }

    [Fact]
    public void Derived_containers_keep_the_fields_they_add()
    {
        Tagged list = RoundTrip.Of(new Tagged { "a", "b" }.With("tag"));
        Assert.Equal(["a", "b"], list);
        Assert.Equal("tag", list.Tag);
        TaggedMap map = RoundTrip.Of(new TaggedMap("t") { ["A"] = 1 });
        Assert.Equal(1, map["a"]);
        Assert.Equal("t", map.Tag);
        var queue = new TaggedQueue { Tag = "q" };
        queue.Enqueue("a");
        queue.Enqueue(queue);
        TaggedQueue copy = RoundTrip.Of(queue);
        Assert.Equal(("q", 2), (copy.Tag, copy.Count));
        Assert.True(copy.TryDequeue(out object? first) && copy.TryDequeue(out object? second) && first is "a" && second == copy);
    }

    private static void FindAll<T>(Key[] keys, T container, Func<T, Key, bool> finds)
    {
        byte[] bytes = RoundTrip.Bytes(container);
        int before = _seed;
        _seed += 7919;
        try
        {
            T copy = RoundTrip.Read<T>(bytes);
            foreach (Key key in keys)
            {
                Assert.True(finds(copy, new Key(key.Number, key.Name)), $"{typeof(T)} lost {key}");
            }
        }
        finally
        {
            _seed = before;
        }
    }

    private sealed record Key(int Number, string Name)
    {
        public bool Equals(Key? other) => other is not null && other.Number == Number && other.Name == Name;

        public override int GetHashCode() => unchecked((Number * 31) + (Name.Length * _seed));
    }

    private sealed class ByNumber : KeyedCollection<int, Key>
    {
        public ByNumber(IEnumerable<Key> keys)
        {
            foreach (Key key in keys)
            {
                Add(key);
            }
        }

        protected override int GetKeyForItem(Key item) => item.Number;
    }

    private sealed class Backwards : IComparer<string>
    {
        public int Compare(string? x, string? y) => string.CompareOrdinal(y, x);
    }

    private sealed class Modulo(int by) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x % by == y % by;

        public int GetHashCode(int obj) => obj % by;
    }

    private sealed class Tagged : List<string>
    {
        public string? Tag { get; private set; }

        public Tagged With(string tag)
        {
            Tag = tag;
            return this;
        }
    }

    private sealed class TaggedQueue : ConcurrentQueue<object>
    {
        public string? Tag { get; init; }
    }

    private sealed class TaggedMap(string tag) : Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        public string Tag { get; } = tag;
    }
}
