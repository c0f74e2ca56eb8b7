using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Mpire.Tests.Serialization;

/// <summary>Keys that keep their hash code, which the seeds of another process make worthless.</summary>
public class HashCacheTests
{
    // What the other process would have: another seed for every hash. Changed between writing and reading.
    [ThreadStatic]
    private static int _seed;

    [Fact]
    public void Keys_that_keep_the_hash_code_they_once_computed_are_found()
    {
        Found(new Named("a"), static name => new Named(name));
        Found(new Marked("a"), static name => new Marked(name));
        Found(new Nullable("a"), static name => new Nullable(name));
        Found(new Derived("a"), static name => new Derived(name));
        Found((new Named("a"), 1), static name => (new Named(name), 1));
    }

    [Fact]
    public void A_number_called_a_hash_that_is_no_hash_code_arrives()
    {
        Assert.Equal(new Entry(7, "a"), RoundTrip.Of(new Entry(7, "a")));
        Assert.Equal(8, RoundTrip.Of(new Beside(8, "a")).FileHash);
        Assert.Equal(9, RoundTrip.Of(new HashSet<Whole> { new(9) }).Single().Hash);
        Assert.Equal(5, RoundTrip.Of(new Eager("a", 5)).Hash);
    }

    [Fact]
    public void A_key_whose_hash_code_cannot_be_computed_again_is_refused_by_name()
    {
        Refused(new HashSet<Eager> { new("a", 5) });
        Refused(new Dictionary<Eager, int> { [new("a", 5)] = 1 });
        Refused(new HashSet<object> { new Eager("a", 5) });
        Refused(new[] { new Eager("a", 5) }.ToFrozenSet());
        Refused(new[] { new Eager("a", 5) }.ToImmutableHashSet());
        Refused(new HashSet<EagerStruct> { new(1, 2) });
        Assert.Contains(new Eager("a", 6), RoundTrip.Of(new HashSet<Eager>(new ByName()) { new("a", 5) }));

        static void Refused<T>(T value)
        {
            var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(value));
            Assert.Contains("Eager", error.OffendingType, StringComparison.Ordinal);
            Assert.Contains("'Hash'", error.Message, StringComparison.Ordinal);
            Assert.Contains("comparer", error.Message, StringComparison.Ordinal);
        }
    }

    private static void Found<T>(T key, Func<string, T> make)
        where T : notnull
    {
        _seed = 3;
        byte[] set = RoundTrip.Bytes(new HashSet<T> { key });
        byte[] map = RoundTrip.Bytes(new Dictionary<object, int> { [key] = 1 });
        byte[] frozen = RoundTrip.Bytes(new[] { key }.ToFrozenSet());
        _seed = 4;
        Assert.Contains(make("a"), RoundTrip.Read<HashSet<T>>(set));
        Assert.Equal(1, RoundTrip.Read<Dictionary<object, int>>(map)[make("a")]);
        Assert.Contains(make("a"), (ISet<T>)RoundTrip.Read<FrozenSet<T>>(frozen));

        // The caller's own object is as it was.
        _seed = 3;
        Assert.Equal(make("a").GetHashCode(), key.GetHashCode());
    }

    private static int Compute(string name) => name.Length + 100 + _seed;

    private class Named(string name)
    {
        private int _hash;

        public string Name { get; } = name;

        public override bool Equals(object? obj) => obj is Named other && other.GetType() == GetType() && other.Name == Name;

        public override int GetHashCode() => _hash == 0 ? _hash = Compute(Name) : _hash;
    }

    private sealed class Derived(string name) : Named(name);

    private sealed class Marked(string name)
    {
        private readonly string _name = name;
        private bool _hasHash;
        private int _hash;

        public override bool Equals(object? obj) => obj is Marked other && other._name == _name;

        public override int GetHashCode()
        {
            if (!_hasHash)
            {
                _hash = Compute(_name);
                _hasHash = true;
            }

            return _hash;
        }
    }

    private sealed class Nullable(string name)
    {
        private readonly string _name = name;
        private int? _hashCode;

        public override bool Equals(object? obj) => obj is Nullable other && other._name == _name;

        public override int GetHashCode() => _hashCode ??= Compute(_name);
    }

    private sealed class Eager(string name, int hash)
    {
        public string Name { get; } = name;

        public int Hash { get; } = hash;

        public override bool Equals(object? obj) => obj is Eager other && other.Name == Name;

        public override int GetHashCode() => Hash;
    }

    private readonly struct EagerStruct(int x, int y) : IEquatable<EagerStruct>
    {
        public int X { get; } = x;

        public int Y { get; } = y;

        public int Hash { get; } = HashCode.Combine(x, y);

        public bool Equals(EagerStruct other) => other.X == X && other.Y == Y;

        public override bool Equals(object? obj) => obj is EagerStruct other && Equals(other);

        public override int GetHashCode() => Hash;
    }

    private sealed record Entry(int FileHash, string Name);

    private sealed class Beside(int hash, string name)
    {
        public string Name { get; } = name;

        public int FileHash { get; } = hash;

        public override bool Equals(object? obj) => obj is Beside other && other.Name == Name;

        public override int GetHashCode() => Name.Length;
    }

    private readonly record struct Whole(int Hash);

    private sealed class ByName : IEqualityComparer<Eager>
    {
        public bool Equals(Eager? x, Eager? y) => x?.Name == y?.Name;

        public int GetHashCode(Eager obj) => obj.Name.Length;
    }
}
