using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using CsCheck;

namespace Mpire.Tests.Serialization;

/// <summary>Containers whose keys and comparers hold containers, however deep and in whatever order they are met.</summary>
public class NestedContainerTests
{
    // What the other process would have: another seed for every hash. By thread, since the samples run side by side.
    [ThreadStatic]
    private static int _seed;

    [Fact]
    public void Keys_are_found_in_random_graphs_of_containers_with_cycles() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, int.MaxValue]).Sample((count, seed) => Check(new Random(seed), count, frozen: false), iter: 2000);

    [Fact]
    public void Keys_are_found_in_random_graphs_of_frozen_and_other_containers() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, int.MaxValue]).Sample((count, seed) => Check(new Random(seed), count, frozen: true), iter: 2000);

    [Fact]
    public void A_chain_of_objects_that_each_hold_a_dictionary_with_a_cultures_comparer_arrives()
    {
        StringComparer comparer = StringComparer.Create(CultureInfo.GetCultureInfo("de-DE"), ignoreCase: true);
        Linked? head = null;
        for (int i = 0; i < 300; i++)
        {
            head = new Linked(new Dictionary<string, int>(comparer) { ["Schlüssel"] = i }, head);
        }

        int count = 0;
        for (Linked? at = RoundTrip.Of(head); at is not null; at = (Linked?)at.Next)
        {
            Assert.Equal(299 - count++, ((Dictionary<string, int>)at.Held!)["SCHLÜSSEL"]);
        }

        Assert.Equal(300, count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(50_000)]
    public void Sets_of_sets_find_the_sets_they_hold(int depth)
    {
        object inner = new HashSet<object> { "end" };
        for (int i = 0; i < depth; i++)
        {
            inner = new HashSet<object>(new BySize()) { inner, "x" };
        }

        object at = RoundTrip.Of(inner);
        for (int i = 0; i < depth; i++)
        {
            var set = (HashSet<object>)at;
            Assert.Equal(2, set.Count);
            at = set.OfType<HashSet<object>>().Single();
            Assert.Contains(at, set);
            Assert.Contains("x", set);
        }

        Assert.Contains("end", (HashSet<object>)at);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sets_a_million_objects_deep_find_their_keys(bool circle)
    {
        const int Depth = 1_000_000;
        const int Step = 1000;
        var nodes = new Deep[Depth];
        for (int i = Depth - 1; i >= 0; i--)
        {
            nodes[i] = new Deep { Next = i + 1 < Depth ? nodes[i + 1] : null };
            if (i % Step == 0)
            {
                nodes[i].Set = [new DeepKey(i + Step < Depth ? nodes[i + Step] : null)];
            }
        }

        nodes[^1].Top = circle ? nodes[0] : null;
        byte[] bytes = RoundTrip.Bytes(nodes[0]);
        _seed++;
        var copies = new List<Deep>(Depth);
        for (Deep? at = RoundTrip.Read<Deep>(bytes); at is not null; at = at.Next)
        {
            copies.Add(at);
        }

        Assert.Equal(Depth, copies.Count);
        for (int i = 0; i < Depth; i += Step)
        {
            Assert.Contains(new DeepKey(i + Step < Depth ? copies[i + Step] : null), copies[i].Set!);
        }
    }

    [Fact]
    public void A_key_that_hashes_by_a_container_beside_its_own_is_found_through_the_cycle()
    {
        var owner = new Owner();
        owner.Tags.Add("TAG");
        owner.Members[new Member(owner)] = 1;
        byte[] bytes = RoundTrip.Bytes(owner);
        _seed++;
        Owner copy = RoundTrip.Read<Owner>(bytes);
        Assert.Equal(1, copy.Members[new Member(copy)]);
        Assert.Contains("tag", copy.Tags);
    }

    [Fact]
    public void A_key_that_hashes_by_its_own_container_is_refused_by_name()
    {
        var owner = new SelfHashed();
        owner.Members.Add(new SelfMember(owner));
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(owner));
        Assert.Contains(nameof(SelfMember), error.OffendingType, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_sets_deep_in_a_graph_find_their_keys()
    {
        var vessels = new List<Vessel>();
        for (int i = 0; i < 5; i++)
        {
            object? way = i == 0 ? null : vessels[i - 1];
            for (int links = 0; links < 200; links++)
            {
                // Empty ones are all the same object.
                way = new Linked(FrozenSet<Key>.Empty, way);
            }

            vessels.Add(new Vessel { Expected = 1, Content = new[] { new Key("k0", way) }.ToFrozenSet(new Ranking(i == 0 ? null : vessels[i - 1])) });
        }

        byte[] bytes = RoundTrip.Bytes(vessels[^1]);
        _seed = 77;
        Vessel at = RoundTrip.Read<Vessel>(bytes);
        for (int i = 4; i > 0; i--)
        {
            Key key = Assert.Single((FrozenSet<Key>)at.Content!);
            Assert.Contains(new Key("k0", key.Target()), (ISet<Key>)at.Content!);
            at = key.Target()!;
        }
    }

    [Fact]
    public void A_comparer_of_functions_is_complete_before_it_is_asked()
    {
        var rules = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ß"] = "ss" };
        var comparer = EqualityComparer<string>.Create((x, y) => Plain(x) == Plain(y), x => Plain(x).Length);
        object inner = new HashSet<string>(comparer) { "straße" };
        for (int i = 0; i < 200; i++)
        {
            inner = new Linked(inner, null);
        }

        object at = RoundTrip.Of(inner);
        while (at is Linked linked)
        {
            at = linked.Held!;
        }

        Assert.Contains("strasse", (HashSet<string>)at);

        string Plain(string? text) => rules.Aggregate(text!, static (t, rule) => t.Replace(rule.Key, rule.Value, StringComparison.Ordinal));
    }

    private static void Check(Random random, int count, bool frozen)
    {
        _seed = 0;
        var vessels = new List<Vessel>();
        for (int i = 0; i < count; i++)
        {
            vessels.Add(new Vessel { Id = i });
        }

        // Keys refer to vessels before their own; values, which no hash looks at, to any.
        var names = new List<(string Name, int Target)>[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = [.. Enumerable.Range(0, random.Next(4)).Select(k => ($"k{k}", i == 0 ? -1 : random.Next(-1, i)))];
            Key[] keys = [.. names[i].Select(n => new Key(n.Name, Way(random, n.Target < 0 ? null : vessels[n.Target], frozen ? 3 : 300)))];
            Vessel[] values = [.. keys.Select(_ => vessels[frozen ? random.Next(i + 1) : random.Next(count)])];
            vessels[i].Expected = keys.Length;
            vessels[i].Content = Fill(random.Next(frozen ? 11 : 9), keys, values, i > 0 && random.Next(2) == 0 ? vessels[random.Next(i)] : null, i, vessels);
        }

        object[] roots = [.. vessels];
        if (random.Next(2) == 0)
        {
            random.Shuffle(roots);
        }

        byte[] bytes = RoundTrip.Bytes(roots);
        _seed = 12345;
        Dictionary<int, Vessel> copies = RoundTrip.Read<object[]>(bytes).Cast<Vessel>().ToDictionary(v => v.Id);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(names[i].Count, Count(copies[i].Content));
            foreach ((string name, int target) in names[i])
            {
                Assert.True(
                    Finds(copies[i].Content, new Key(name, target < 0 ? null : copies[target])), $"{copies[i].Content!.GetType()} {i} lost {name} -> {target}");
            }
        }

        static object? Way(Random random, Vessel? to, int most)
        {
            object? way = to;
            for (int links = Math.Min(most, random.Next(8) switch { 0 => 1, 1 => 3, 2 => 130, 3 => 300, _ => 0 }); links > 0; links--)
            {
                way = new Linked(null, way);
            }

            return way;
        }
    }

    private static object Fill(int kind, Key[] keys, Vessel[] values, Vessel? compared, int index, List<Vessel> vessels)
    {
        // A frozen dictionary cannot hold itself.
        KeyValuePair<Key, Vessel>[] pairs = [.. keys.Zip(values, (k, v) => new KeyValuePair<Key, Vessel>(k, v))];
        var comparer = new Ranking(compared);
        return kind switch
        {
            0 => new HashSet<Key>(keys),
            1 => new Dictionary<Key, Vessel>(pairs),
            2 => keys.ToImmutableHashSet(),
            3 => new ConcurrentDictionary<Key, Vessel>(pairs),
            4 => new HashSet<Key>(keys, comparer),
            5 => new Hashtable(pairs.ToDictionary()),
            6 => pairs.ToImmutableDictionary(comparer),
            7 => new OrderedDictionary<Key, Vessel>(pairs),
            8 => new SortedSet<Key>(keys, comparer),
            9 => keys.ToFrozenSet(comparer),
            _ => keys.Select(k => new KeyValuePair<Key, Vessel?>(k, index == 0 ? null : vessels[index - 1])).ToFrozenDictionary(),
        };
    }

    private static int Count(object? container) => container is ICollection plain ? plain.Count : ((IReadOnlyCollection<Key>)container!).Count;

    private static bool Finds(object? container, Key key) => container switch
    {
        ISet<Key> set => set.Contains(key),
        IDictionary<Key, Vessel> map => map.ContainsKey(key),
        IImmutableSet<Key> set => set.Contains(key),
        IDictionary map => map.Contains(key),
        _ => throw new InvalidOperationException($"{container?.GetType()}"),
    };

    private sealed class Vessel
    {
        public int Id { get; init; }

        public int Expected { get; set; }

        public object? Content { get; set; }

        public int Size => Count(Content) == Expected ? Expected : throw new InvalidOperationException("A container was looked at before it was filled.");
    }

    private sealed class Linked(object? held, object? next)
    {
        public object? Next { get; } = next;

        public object? Held { get; } = held;
    }

    private sealed class Key(string name, object? way)
    {
        private readonly object? _way = way;

        public string Name { get; } = name;

        public override bool Equals(object? obj) => obj is Key other && other.Name == Name && ReferenceEquals(Target(), other.Target());

        public override int GetHashCode() => Name[1] + ((_seed + (Target()?.Size ?? -1)) * 31);

        public Vessel? Target()
        {
            object? at = _way;
            while (at is Linked link)
            {
                at = link.Next;
            }

            return (Vessel?)at;
        }
    }

    private sealed class Ranking(Vessel? vessel) : IEqualityComparer<Key>, IComparer<Key>
    {
        private readonly object? _vessel = new Linked(null, vessel);
        private readonly Dictionary<string, int> _ranks = new(new Backwards()) { ["k0"] = 5, ["k1"] = 3, ["k2"] = 4 };

        public bool Equals(Key? x, Key? y) => Compare(x, y) == 0 && x!.Equals(y);

        public int GetHashCode(Key obj) => _ranks[obj.Name] + obj.GetHashCode() + (((Linked)_vessel!).Next is Vessel one ? one.Size + _seed : 0);

        public int Compare(Key? x, Key? y) => _ranks[x!.Name].CompareTo(_ranks[y!.Name]);
    }

    private sealed class Backwards : IEqualityComparer<string>
    {
        private readonly Dictionary<char, int> _digits = "0123456789k".Index().ToDictionary(c => c.Item, c => c.Index);

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => obj.Reverse().Aggregate(_seed, (hash, c) => (hash * 11) + _digits[c]);
    }

    private sealed class BySize : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y) || (x as string is { } text && text == y as string);

        public int GetHashCode(object obj) => obj is HashSet<object> set ? set.Count : 1;
    }

    private sealed class Deep
    {
        public Deep? Next { get; set; }

        public HashSet<DeepKey>? Set { get; set; }

        public Deep? Top { get; set; }
    }

    private sealed class DeepKey(Deep? holder)
    {
        private readonly Deep? _holder = holder;

        public override bool Equals(object? obj) => obj is DeepKey other && ReferenceEquals(_holder, other._holder);

        public override int GetHashCode() => _seed + (_holder?.Set?.Count ?? 5);
    }

    private sealed class Owner
    {
        public Dictionary<Member, int> Members { get; } = [];

        public HashSet<string> Tags { get; } = new(new Loud());
    }

    private sealed class Loud : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string obj) => obj.Length + _seed;
    }

    private sealed class Member(Owner owner)
    {
        private readonly Owner _owner = owner;

        public override bool Equals(object? obj) => obj is Member other && ReferenceEquals(other._owner, _owner);

        public override int GetHashCode() => _owner.Tags.Count + _seed;
    }

    private sealed class SelfHashed
    {
        public HashSet<SelfMember> Members { get; } = [];
    }

    private sealed class SelfMember(SelfHashed owner)
    {
        private readonly SelfHashed _owner = owner;

        public override bool Equals(object? obj) => obj is SelfMember;

        public override int GetHashCode() => _owner.Members.Count;
    }
}
