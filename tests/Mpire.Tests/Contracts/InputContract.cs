using System.Collections;

namespace Mpire.Tests.Contracts;

/// <summary>Where items may come from, how far they are read ahead, and inputs that fail.</summary>
public abstract class InputContract(WorkerPoolOptions method) : PoolContract(method)
{
    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    public static TheoryData<string> AsyncVerbs => [.. Verbs.All.Where(v => v.EndsWith("Async", StringComparison.Ordinal))];

    public static TheoryData<string, int> Failures => new(
        from verb in Verbs.All
        from at in new[] { 0, 1, 500 }
        select (verb, at));

    [Fact]
    public void Collections_of_every_kind()
    {
        var pool = NewPool();
        int[] expected = [2, 3, 4];
        Assert.Equal(expected, pool.Map(static x => x + 1, new[] { 1, 2, 3 }));
        Assert.Equal(expected, pool.Map(static x => x + 1, new List<int> { 1, 2, 3 }));
        Assert.Equal(expected, pool.Map(static x => x + 1, new ArraySegment<int>([0, 1, 2, 3, 9], 1, 3)));
        Assert.Equal(expected, pool.Map(static x => x + 1, new HashSet<int> { 1, 2, 3 }.Order()));
        Assert.Equal(expected, pool.Map(static x => x + 1, new HashSet<int> { 1, 2, 3 }).Order());
        Assert.Equal(expected, pool.Map(static x => x + 1, new Queue<int>([1, 2, 3])));
        Assert.Equal(expected, pool.Map(static x => x + 1, new SortedSet<int> { 3, 2, 1 }));
        Assert.Equal(expected, pool.Map(static x => x + 1, Enumerable.Range(0, 10).Where(x => x is > 0 and < 4)));
        Assert.Equal(expected, pool.Map(static x => x + 1, Yielded()));
        Assert.Equal(["a1", "b2"], pool.Map(static pair => pair.Key + pair.Value, new SortedDictionary<string, int> { ["b"] = 2, ["a"] = 1 }));
        Assert.Equal(["a", "b"], pool.Map(static c => $"{c}", "ab"));

        static IEnumerable<int> Yielded()
        {
            yield return 1;
            yield return 2;
            yield return 3;
        }
    }

    [Fact]
    public void Memory_is_cut_where_it_lies()
    {
        var pool = NewPool();
        var numbers = Enumerable.Range(0, 10_000).ToArray();
        var slice = new ReadOnlyMemory<int>(numbers, 100, 5_000);
        Assert.Equal(numbers.Skip(100).Take(5_000).Select(x => x * 2), pool.Map(static x => x * 2, slice));
        Assert.Equal(numbers.Skip(100).Take(5_000).Sum(), pool.MapUnordered(static x => x, slice).Sum());
        Assert.Equal(numbers.Skip(100).Take(5_000), pool.Map(static (worker, x) => x, slice));
        Assert.Equal(5_000, pool.MapUnordered(static (worker, x) => x, slice, new MapOptions { ChunkSize = 7 }).Length);
        Assert.Empty(pool.Map(static x => x, ReadOnlyMemory<int>.Empty));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task An_input_that_throws_fails_the_map_with_just_that_and_is_closed(string verb, int at)
    {
        var pool = NewPool();
        var input = new Watched(Throwing(at));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => pool.Run(verb, static (int x) => x, input));
        Assert.Equal($"at {at}", error.Message);
        Assert.Equal(1, input.Closed);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        static IEnumerable<int> Throwing(int at)
        {
            for (var i = 0; i < at; i++) yield return i;
            throw new InvalidDataException($"at {at}");
        }
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_input_that_throws_when_it_is_closed_fails_the_map(string verb)
    {
        var pool = NewPool();
        var input = new Watched(Enumerable.Range(0, 10), onClose: () => throw new InvalidDataException("closing"));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => pool.Run(verb, static (int x) => x, input));
        Assert.Equal("closing", error.Message);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_input_that_cannot_even_begin_fails_the_map(string verb)
    {
        var pool = NewPool();
        await Assert.ThrowsAsync<NotSupportedException>(() => pool.Run(verb, static (int x) => x, new Unreadable()));
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_failing_task_ends_the_reading_of_an_endless_input_and_closes_it(string verb)
    {
        var pool = NewPool();
        var input = new Watched(Endless());
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.Run(verb, static (int x) => x == 50 ? throw new InvalidDataException() : x, input));
        Assert.Equal(1, input.Closed);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Leaving_an_endless_input_early(bool ordered)
    {
        var pool = NewPool();
        var input = new Watched(Endless());
        var lazy = ordered ? pool.Imap(static x => x, input) : pool.ImapUnordered(static x => x, input);
        Assert.Equal(100, lazy.Take(100).Count());
        Assert.Equal(1, input.Closed);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(AsyncVerbs))]
    public async Task An_asynchronous_input_that_takes_its_time(string verb)
    {
        var results = await Started(NewPool()).RunOver(verb, static (int x) => x * x, Slow());
        Assert.Equal(Enumerable.Range(0, 20).Select(x => x * x), results.Order());

        static async IAsyncEnumerable<int> Slow()
        {
            for (var i = 0; i < 20; i++)
            {
                await Task.Delay(2);
                yield return i;
            }
        }
    }

    [Theory]
    [MemberData(nameof(AsyncVerbs))]
    public async Task An_asynchronous_input_that_throws_fails_the_map_with_just_that(string verb)
    {
        var pool = NewPool();
        foreach (var at in new[] { 0, 7 })
        {
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => pool.RunOver(verb, static (int x) => x, Throwing(at)));
            Assert.Equal($"at {at}", error.Message);
        }

        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        static async IAsyncEnumerable<int> Throwing(int at)
        {
            for (var i = 0; i < at; i++)
            {
                await Task.Yield();
                yield return i;
            }

            throw new InvalidDataException($"at {at}");
        }
    }

    [Theory]
    [MemberData(nameof(AsyncVerbs))]
    public async Task The_first_item_of_a_slow_input_is_worked_on_before_the_second_comes(string verb)
    {
        var gate = NewGate();
        var results = await Started(NewPool()).RunOver(verb, static (Gate? g) => Opened(g), Two(gate));
        Assert.Equal(2, results.Length);

        static bool Opened(Gate? gate)
        {
            gate?.Open();
            return true;
        }

        static async IAsyncEnumerable<Gate?> Two(Gate gate)
        {
            yield return gate;
            while (!gate.IsOpen) await Task.Delay(1);
            yield return null;
        }
    }

    [Theory]
    [InlineData("Map")]
    [InlineData("MapUnordered")]
    [InlineData("Imap")]
    [InlineData("ImapUnordered")]
    public async Task The_first_item_of_a_slow_generator_is_worked_on_before_the_second_comes(string verb)
    {
        var gate = NewGate();
        var results = await Started(NewPool()).Run(verb, static (Gate? g) => Opened(g), Two(gate));
        Assert.Equal(2, results.Length);

        static bool Opened(Gate? gate)
        {
            gate?.Open();
            return true;
        }

        static IEnumerable<Gate?> Two(Gate gate)
        {
            yield return gate;
            gate.Pass();
            yield return null;
        }
    }

    [Theory]
    [InlineData("Map", 5)]
    [InlineData("MapUnordered", 5)]
    [InlineData("Imap", 5)]
    [InlineData("ImapUnordered", 5)]
    [InlineData("ImapAsync", 5)]
    [InlineData("ImapUnorderedAsync", 1)]
    [InlineData("MapAsync", 1)]
    [InlineData("Imap", 1)]
    public async Task No_more_than_MaxTasksActive_items_are_read_ahead(string verb, int most)
    {
        var gate = NewGate();
        var tally = NewTally();
        var pool = Started(NewPool(workers: most == 1 ? 1 : 2));
        var read = 0;
        var readWhileBlocked = -1;
        var map = Task.Run(() => pool.Run(verb, static (Job job) => job.Run(), Jobs(), new MapOptions { MaxTasksActive = most, ChunkSize = 1 }));

        // Everything but the first item has come back or may not even be read: the count stands still while the first is held up.
        tally.WaitFor(Verbs.IsOrdered(verb) && verb.StartsWith('I') ? Math.Min(most, 5) : 1);
        await Settle(() => Volatile.Read(ref read));
        readWhileBlocked = Volatile.Read(ref read);
        var begunWhileBlocked = tally.Count;
        gate.Open();
        Assert.Equal(60, (await map).Length);

        // A map that keeps its order may not hand out anything behind the first item.
        if (verb is "Imap" or "ImapAsync") Assert.InRange(readWhileBlocked, 1, most);

        // Results that a map has handed over make room for more, one for one.
        else Assert.InRange(readWhileBlocked, 1, begunWhileBlocked + most);

        IEnumerable<Job> Jobs()
        {
            for (var i = 0; i < 60; i++)
            {
                Interlocked.Increment(ref read);
                yield return new Job(i == 0 ? gate : null, tally);
            }
        }
    }

    [Theory]
    [InlineData("Imap")]
    [InlineData("ImapUnordered")]
    public void A_reader_that_pauses_stops_the_reading_of_the_input(string verb)
    {
        var pool = NewPool();
        var input = new Watched(Endless());
        var options = new MapOptions { MaxTasksActive = 10, ChunkSize = 2 };
        using var reader = (verb == "Imap" ? pool.Imap(static x => x, input, options) : pool.ImapUnordered(static x => x, input, options)).GetEnumerator();
        for (var taken = 1; taken <= 50; taken++)
        {
            Assert.True(reader.MoveNext());
            Assert.InRange(input.Read, taken, taken + 10);
        }
    }

    [Fact]
    public void An_input_may_use_the_pool_it_feeds()
    {
        var pool = NewPool();
        var results = pool.Map(static x => x + 1, Doubled(pool));
        Assert.Equal(Enumerable.Range(0, 20).Select(x => (x * 2) + 1), results);

        static IEnumerable<int> Doubled(WorkerPool pool)
        {
            for (var i = 0; i < 20; i++) yield return pool.Apply(static x => x * 2, i);
        }
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++) yield return i;
    }

    // Until a count has not changed for a while: for asserting that something does not happen.
    private static async Task Settle(Func<int> count)
    {
        for (var before = -1; before != count();)
        {
            before = count();
            await Task.Delay(100);
        }
    }

    public sealed record Job(Gate? Gate, Tally Tally)
    {
        public int Run()
        {
            Tally.Add();
            Gate?.Pass();
            return 0;
        }
    }

    private sealed class Watched(IEnumerable<int> items, Action? onClose = null) : IEnumerable<int>
    {
        public int Read { get; private set; }

        public int Closed { get; private set; }

        public IEnumerator<int> GetEnumerator() => new Reader(this, items.GetEnumerator(), onClose);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private sealed class Reader(Watched owner, IEnumerator<int> inner, Action? onClose) : IEnumerator<int>
        {
            public int Current => inner.Current;

            object IEnumerator.Current => Current;

            public bool MoveNext()
            {
                if (!inner.MoveNext()) return false;
                owner.Read++;
                return true;
            }

            public void Reset() => throw new NotSupportedException();

            public void Dispose()
            {
                owner.Closed++;
                inner.Dispose();
                onClose?.Invoke();
            }
        }
    }

    private sealed class Unreadable : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
