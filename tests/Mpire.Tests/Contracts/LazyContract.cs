namespace Mpire.Tests.Contracts;

/// <summary>Lazy maps: begun late, left early, read slowly, read twice.</summary>
public abstract class LazyContract(WorkerPoolOptions method) : PoolContract(method)
{
    public static TheoryData<string> AllLazy => [.. Verbs.Lazy];

    public static TheoryData<bool, bool> LeftAndNext => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Fact]
    public async Task Nothing_starts_before_the_first_result_is_asked_for()
    {
        var pool = NewPool();
        var tally = NewTally();
        var read = 0;
        var maps = new[] { pool.Imap(static t => Count(t), Items()), pool.ImapUnordered(static t => Count(t), Items()) };
        var streams = new[] { pool.ImapAsync(static t => Count(t), Items()), pool.ImapUnorderedAsync(static t => Count(t), Items()) };
        using var reader = maps[0].GetEnumerator();
        await using var stream = streams[0].GetAsyncEnumerator();
        Assert.Equal(0, Volatile.Read(ref read));
        Assert.Equal(0, CountChildren());
        Assert.Equal(0, tally.Count);

        // They do not stand in each other's way either.
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
        Assert.Equal(0, Volatile.Read(ref read));
        Assert.Equal(3, maps[1].Count());
        Assert.Equal(3, tally.Count);

        IEnumerable<Tally> Items()
        {
            for (var i = 0; i < 3; i++)
            {
                Interlocked.Increment(ref read);
                yield return tally;
            }
        }

        static int Count(Tally t)
        {
            t.Add();
            return 0;
        }
    }

    [Fact]
    public void What_can_be_refused_is_refused_at_the_call()
    {
        var pool = NewPool();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Imap(static x => x, [1], new MapOptions { ChunkSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.ImapAsync(static x => x, new[] { 1 }, new MapOptions { MaxTasksActive = 0 }));
        Assert.Throws<ArgumentNullException>(() => pool.Imap((Func<int, int>)null!, [1]));
        Assert.Throws<ArgumentNullException>(() => pool.ImapUnordered(static x => x, (IEnumerable<int>)null!));
        Assert.Equal(0, CountChildren());
    }

    [Theory]
    [MemberData(nameof(LeftAndNext))]
    public async Task After_a_map_that_was_left_early_the_next_one_is_right(bool leftOrdered, bool nextOrdered)
    {
        var pool = NewPool();
        for (var round = 0; round < 10; round++)
        {
            var left = leftOrdered ? pool.Imap(static x => (x, "left"), Endless()) : pool.ImapUnordered(static x => (x, "left"), Endless());
            Assert.Equal(round, left.Take(round).Count());
            Next();
            var count = 0;
            var stream = leftOrdered ? pool.ImapAsync(static x => $"left{x}", Endless()) : pool.ImapUnorderedAsync(static x => $"left{x}", Endless());
            await foreach (var item in stream)
            {
                if (++count >= round) break;
            }

            Next();
        }

        void Next()
        {
            if (nextOrdered) Assert.Equal(Enumerable.Range(0, 30).Select(x => x * x), pool.Map(static x => x * x, Enumerable.Range(0, 30)));
            else Assert.Equal(Enumerable.Range(0, 30).Select(x => x * x), pool.MapUnordered(static x => x * x, Enumerable.Range(0, 30)).Order());
        }

        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++) yield return i;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lazy_map_may_be_read_twice(bool ordered)
    {
        var pool = NewPool();
        var map = ordered ? pool.Imap(static x => x * x, [1, 2, 3]) : pool.ImapUnordered(static x => x * x, [1, 2, 3]);
        Assert.Equal([1, 4, 9], map.Order());
        Assert.Equal([1, 4, 9], map.Order());
        var stream = ordered ? pool.ImapAsync(static x => x * x, new[] { 1, 2, 3 }) : pool.ImapUnorderedAsync(static x => x * x, new[] { 1, 2, 3 });
        Assert.Equal([1, 4, 9], (await Verbs.Collect(stream)).Order());
        Assert.Equal([1, 4, 9], (await Verbs.Collect(stream)).Order());
    }

    [Fact]
    public void A_map_under_way_refuses_another_until_its_reader_is_disposed()
    {
        var pool = NewPool();
        var items = Enumerable.Range(0, 10).ToArray();
        using var reader = pool.Imap(static x => x, items, new MapOptions { MaxTasksActive = 2 }).GetEnumerator();
        Assert.True(reader.MoveNext());
        var error = Assert.Throws<InvalidOperationException>(() => pool.Map(static x => x, [1]));
        Assert.Contains("Map cannot begin while Imap runs", error.Message, StringComparison.Ordinal);
        Assert.Contains("disposed", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => pool.ImapUnordered(static x => x, [1]).ToArray());

        // The one under way is not harmed.
        for (var i = 1; i < 10; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(i, reader.Current);
        }

        reader.Dispose();
        Assert.Equal([1], pool.Map(static x => x, [1]));
    }

    [Fact]
    public async Task A_stream_under_way_refuses_another_map_until_its_reader_is_disposed()
    {
        var pool = NewPool();
        var reader = pool.ImapAsync(static x => x, Enumerable.Range(0, 10), new MapOptions { MaxTasksActive = 2 }).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.MapAsync(static x => x, new[] { 1 }));
        Assert.True(await reader.MoveNextAsync());
        await reader.DisposeAsync();
        Assert.Equal(new[] { 1 }, await pool.MapAsync(static x => x, new[] { 1 }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Workers_go_on_up_to_the_limit_while_the_reader_is_busy(bool ordered)
    {
        var tally = NewTally();
        var pool = NewPool();
        var options = new MapOptions { ChunkSize = 1, MaxTasksActive = 12 };
        var items = Enumerable.Repeat(tally, 40).ToArray();
        using var reader = (ordered ? pool.Imap(static t => Count(t), items, options) : pool.ImapUnordered(static t => Count(t), items, options)).GetEnumerator();
        Assert.True(reader.MoveNext());

        // The reader does nothing from here on: what was read of the input is worked on nevertheless.
        tally.WaitFor(2);
        WaitUntil(() => tally.Count >= 11, "tasks done while nobody reads");
        Assert.InRange(tally.Count, 11, 13);
        var rest = 1;
        while (reader.MoveNext()) rest++;
        Assert.Equal(40, rest);
        Assert.Equal(40, tally.Count);

        static int Count(Tally t)
        {
            t.Add();
            return 0;
        }
    }

    [Theory]
    [MemberData(nameof(AllLazy))]
    public async Task A_lazy_map_goes_on_while_another_thread_waits_for_a_call(string verb)
    {
        var (gate, begun) = (NewGate(), NewTally());
        var pool = Started(NewPool());
        pool.Map(static x => x, [0, 1], new MapOptions { ChunkSize = 1 });
        var call = Task.Factory.StartNew(
            () => pool.Apply(static item => item.gate.Pass(1, item.begun), (begun, gate)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        begun.WaitFor(1);

        // Whoever waits for the call is the one who reads the items, and hears of every result that makes room for more.
        var results = await pool.Run(verb, static x => x, Enumerable.Range(0, 500).ToArray(), new MapOptions { ChunkSize = 1, MaxTasksActive = 2 });
        Assert.Equal(Enumerable.Range(0, 500), results.Order());
        Assert.False(call.IsCompleted);
        gate.Open();
        Assert.Equal(1, await call);
    }

    [Fact]
    public void Results_of_an_ordered_map_come_as_soon_as_their_turn_has_come()
    {
        var gate = NewGate();
        using var reader = NewPool().Imap(
            static ((int Index, Gate Gate) item) => item.Index == 2 ? item.Gate.Pass(item.Index) : item.Index,
            Enumerable.Range(0, 4).Select(i => (i, gate)),
            new MapOptions { ChunkSize = 1 }).GetEnumerator();
        Assert.True(reader.MoveNext());
        Assert.Equal(0, reader.Current);
        Assert.True(reader.MoveNext());
        Assert.Equal(1, reader.Current);
        gate.Open();
        Assert.True(reader.MoveNext());
        Assert.Equal(2, reader.Current);
        Assert.True(reader.MoveNext());
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Results_of_tasks_that_take_milliseconds_do_not_wait_for_the_rest_of_their_chunk()
    {
        var gate = NewGate();
        using var reader = NewPool(workers: 1).Imap(
            static ((int Index, Gate Gate) item) =>
            {
                if (item.Index < 3) SpinWait.SpinUntil(static () => false, 5);
                else item.Gate.Pass();
                return item.Index;
            },
            Enumerable.Range(0, 4).Select(i => (i, gate)),
            new MapOptions { ChunkSize = 4, Length = 4 }).GetEnumerator();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(i, reader.Current);
        }

        gate.Open();
        Assert.True(reader.MoveNext());
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Results_of_quick_tasks_do_not_wait_for_a_slow_one_behind_them_in_their_chunk(bool raw)
    {
        var gate = NewGate();
        var items = Enumerable.Range(0, 200).Select(i => (i, gate)).ToArray();
        var options = new MapOptions { ChunkSize = 200 };
        var pool = NewPool(workers: 1);
        for (var round = 0; round < 2; round++)
        {
            using var reader = raw
                ? pool.Imap(static ((int Index, Gate Gate) item) => Slow(item), items, options).GetEnumerator()
                : pool.Imap(static ((int Index, Gate Gate) item) => $"{Slow(item)}", items, options).Select(int.Parse).GetEnumerator();
            for (var i = 0; i < 150; i++)
            {
                Assert.True(reader.MoveNext());
                Assert.Equal(i, reader.Current);
            }

            gate.Open();
            for (var i = 150; i < 200; i++)
            {
                Assert.True(reader.MoveNext());
                Assert.Equal(i, reader.Current);
            }

            Assert.False(reader.MoveNext());
        }

        static int Slow((int Index, Gate Gate) item) => item.Index == 150 ? item.Gate.Pass(item.Index) : item.Index;
    }
}
