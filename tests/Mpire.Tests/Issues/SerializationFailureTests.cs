using Mpire.Serialization;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Issues;

/// <summary>Errors of serialization that come from the tasks themselves, and inputs and lengths that were misread.</summary>
public abstract class SerializationFailureTests(StartMethod method) : PoolContract(new WorkerPoolOptions { StartMethod = method })
{
    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    public sealed class OfProcesses() : SerializationFailureTests(StartMethod.Spawn);

    public sealed class OfThreads() : SerializationFailureTests(StartMethod.Threading);

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task What_a_task_throws_is_its_failure_even_if_it_tells_of_an_item_elsewhere(string verb)
    {
        var pool = NewPool();
        var error = await Assert.ThrowsAsync<SerializationException>(() => pool.Run(verb, static (int x) => x == 2 ? Elsewhere() : x + 1, Enumerable.Range(0, 10), new MapOptions { ChunkSize = 5 }));
        Assert.Equal(2, TaskFailure.Of(error)!.TaskIndex);
        Assert.Equal("[6]", error.Path);
        Assert.Equal([2, 3], pool.Map(static x => x + 1, [1, 2]));
    }

    [Fact]
    public void The_results_before_it_are_the_tasks_own()
    {
        var pool = NewPool();
        var seen = new List<int>();
        Assert.Throws<SerializationException>(() =>
        {
            foreach (var x in pool.Imap(static x => x == 2 ? Elsewhere() : x + 1, Enumerable.Range(0, 10), new MapOptions { ChunkSize = 5 })) seen.Add(x);
        });
        Assert.Equal(Enumerable.Range(1, seen.Count), seen);
    }

    [Fact]
    public async Task The_same_for_single_calls_hooks_and_factories()
    {
        var pool = NewPool();
        Assert.Equal("[6]", Assert.Throws<SerializationException>(() => pool.Apply(static () => Elsewhere())).Path);
        Assert.Equal("[6]", (await Assert.ThrowsAsync<SerializationException>(() => pool.ApplyAsync(static x => Elsewhere() + x, 1))).Path);
        Assert.Equal(3, pool.Apply(static x => x, 3));

        var init = Track(NewBuilder().WithHooks(static _ => { Elsewhere(); }, static _ => null).Build());
        Assert.Equal("[6]", Assert.Throws<SerializationException>(() => init.Map(static x => x, Enumerable.Range(0, 10))).Path);

        var exit = Track(NewBuilder().WithHooks(exit: static _ => Elsewhere()).Build());
        exit.Map(static x => x, Enumerable.Range(0, 10));
        Assert.Equal("[6]", Assert.Throws<SerializationException>(() => exit.Stop()).Path);
    }

    [Fact]
    public void A_failure_of_an_inner_pool_is_the_tasks_failure()
    {
        var pool = NewPool();
        var error = Assert.Throws<SerializationException>(() => pool.Map(
            static x => x == 1 ? Inner() : x, Enumerable.Range(0, 4), new MapOptions { ChunkSize = 4 }));
        Assert.Equal(1, TaskFailure.Of(error)!.TaskIndex);
        Assert.Contains("System.IO.MemoryStream", error.Message, StringComparison.Ordinal);

        static int Inner()
        {
            using var inner = new WorkerPool(new WorkerPoolOptions { StartMethod = StartMethod.Spawn, Workers = 1 });
            return inner.Map(static o => o is null ? 0 : 1, new object[] { 1, 2, 3, new MemoryStream() }, new MapOptions { ChunkSize = 4 }).Length;
        }
    }

    [Fact]
    public void Containers_are_found_in_the_worker_however_deep_they_are()
    {
        var pool = NewPool();
        var inner = new HashSet<string>(StringComparer.InvariantCultureIgnoreCase) { "straße" };
        object nested = inner;
        for (var i = 0; i < 1000; i++) nested = i % 2 == 0 ? new HashSet<Key> { new("k", nested) } : new Dictionary<Key, object> { [new Key("k", null)] = nested };
        Assert.Equal([1000, 1000], pool.Map(static o => Depth(o), [nested, nested]));
        Assert.Equal(1000, Depth(pool.Apply(static o => o, nested)));

        static int Depth(object nested)
        {
            var depth = 0;
            while (nested is not HashSet<string>)
            {
                nested = nested switch
                {
                    HashSet<Key> set => set.Contains(new Key("k", set.First().Inner)) ? set.First().Inner! : throw new InvalidDataException($"lost at {depth}"),
                    Dictionary<Key, object> map => map[new Key("k", null)],
                    _ => throw new InvalidDataException($"{nested}"),
                };
                depth++;
            }

            return ((HashSet<string>)nested).Contains("STRASSE") || ((HashSet<string>)nested).Contains("STRAßE") ? depth : -1;
        }
    }

    [Fact]
    public void A_key_that_keeps_its_hash_code_is_found_in_the_worker()
    {
        var pool = NewPool();
        var set = new HashSet<Cached> { new("a"), new("b") };
        Assert.Equal([true, false], pool.Map(static pair => pair.set.Contains(new Cached(pair.Item2)), [(set, "b"), (set, "c")]));
    }

    [Fact]
    public void A_class_derived_from_a_list_is_enumerated_as_it_wants_and_its_enumerator_disposed()
    {
        var pool = NewPool();
        var items = new Twice { 1, 2, 3 };
        Assert.Equal([1, 2, 3, 1, 2, 3], pool.Map(static x => x, items));
        Assert.Equal([1, 2, 3, 1, 2, 3], pool.Imap(static x => x, items));
        Assert.Equal(2, items.Disposed);
    }

    [Fact]
    public void A_length_that_no_array_can_have_is_refused_in_words()
    {
        var pool = NewPool();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => pool.Map(static x => x, Enumerable.Range(0, 3).Where(_ => true), new MapOptions { Length = 3_000_000_000 }));
        Assert.Equal(("Length", (object)3_000_000_000L), (error.ParamName, error.ActualValue));
        Assert.Contains("Imap", error.Message, StringComparison.Ordinal);
        Assert.Equal([2, 3], pool.Map(static x => x + 1, [1, 2]));
    }

    // What a serializer throws that tells which item it was, as an inner pool's does.
    private static int Elsewhere()
    {
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteItems<object>(writer, new object[] { 0, 1, 2, 3, 4, 5, new MemoryStream() }, out _);
        return 0;
    }

    private sealed class Key(string name, object? inner)
    {
        public object? Inner { get; } = inner;

        public override bool Equals(object? obj) => obj is Key other && ReferenceEquals(other.Inner, Inner);

        public override int GetHashCode() => name.GetHashCode(StringComparison.Ordinal) + (Inner switch
        {
            Dictionary<Key, object> map => map.Count * 17,
            HashSet<string> set => set.Contains("STRAßE") ? 1 : throw new InvalidDataException("not filled"),
            _ => 0,
        });
    }

    private sealed class Cached(string name)
    {
        private int _hash;

        public override bool Equals(object? obj) => obj is Cached other && other.Name == Name;

        public override int GetHashCode() => _hash == 0 ? _hash = Name.GetHashCode(StringComparison.Ordinal) : _hash;

        private string Name { get; } = name;
    }

    private sealed class Twice : List<int>, IEnumerable<int>
    {
        public int Disposed { get; private set; }

        IEnumerator<int> IEnumerable<int>.GetEnumerator() => Items();

        private IEnumerator<int> Items()
        {
            try
            {
                for (var i = 0; i < Count; i++) yield return this[i];
                for (var i = 0; i < Count; i++) yield return this[i];
            }
            finally
            {
                Disposed++;
            }
        }
    }
}
