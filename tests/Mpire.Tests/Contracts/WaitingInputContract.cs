using System.Collections.Concurrent;

namespace Mpire.Tests.Contracts;

/// <summary>Inputs that let one wait: nobody who waits for results waits for them.</summary>
public abstract class WaitingInputContract(WorkerPoolOptions method) : PoolContract(method)
{
    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    public static TheoryData<string> LazyVerbs => [.. Verbs.Lazy];

    public static TheoryData<string, string> DeafEnds => new(
        from verb in Verbs.All.Where(v => v.EndsWith("Async", StringComparison.Ordinal))
        from end in new[] { "cancel", "terminate", "dispose" }
        select (verb, end));

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_fails_while_the_input_blocks_and_the_map_with_it(string verb)
    {
        var pool = Started(NewPool());
        var input = new Blocking(NewGate());
        await Assert.ThrowsAsync<InvalidDataException>(
            () => Task.Run(() => pool.Run(verb, static (int x) => x < 3 ? x : throw new InvalidDataException(), input.Items(4))));
        Assert.False(input.HasComeBack);

        // The pool is free for other work, and the input is closed when it comes back.
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
        input.Gate.Open();
        WaitUntil(() => input.IsClosed, "the input to be closed");
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_token_is_cancelled_while_the_input_blocks(string verb)
    {
        var pool = Started(NewPool());
        var (input, begun) = (new Blocking(NewGate()), NewTally());
        using var source = new CancellationTokenSource();
        var map = Task.Run(() => pool.Run(verb, static (Tally t) => Count(t), input.Items(1).Select(_ => begun), token: source.Token));
        begun.WaitFor(1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        Assert.False(input.HasComeBack);
        input.Gate.Open();
        WaitUntil(() => input.IsClosed, "the input to be closed");

        static int Count(Tally t)
        {
            t.Add();
            return 0;
        }
    }

    [Theory]
    [MemberData(nameof(LazyVerbs))]
    public async Task An_input_may_be_made_of_the_results_so_far(string verb)
    {
        using var answers = new BlockingCollection<int>();
        var count = 0;
        await foreach (var result in Lazily(NewPool(), verb, static x => x + 1, Dialogue()))
        {
            Assert.Equal(++count, result);
            answers.Add(result);
        }

        Assert.Equal(300, count);

        IEnumerable<int> Dialogue()
        {
            yield return 0;
            for (var i = 1; i < 300; i++) yield return answers.Take();
        }
    }

    [Theory]
    [InlineData("Imap", null)]
    [InlineData("Imap", 5001L)]
    [InlineData("ImapUnordered", null)]
    [InlineData("ImapAsync", 5001L)]
    [InlineData("ImapUnorderedAsync", null)]
    public async Task All_that_was_read_is_worked_on_while_the_next_item_is_waited_for(string verb, long? length)
    {
        // Many quick ones first, so that chunks are long when the input begins to block.
        var input = new Blocking(NewGate());
        var results = new List<int>();
        await foreach (var result in Lazily(NewPool(), verb, static x => x, input.Items(5000), new MapOptions { Length = length }))
        {
            results.Add(result);
            if (results.Count < 5000) continue;
            Assert.Equal(results.Count == 5001, input.HasComeBack);
            input.Gate.Open();
        }

        Assert.Equal(Enumerable.Range(0, 5001), results.Order());
    }

    [Theory]
    [MemberData(nameof(LazyVerbs))]
    public async Task What_came_before_a_failing_input_is_handed_out_first(string verb)
    {
        var pool = NewPool();
        foreach (var at in new[] { 0, 1, 5, 6, 700 })
        {
            var results = new List<int>();
            var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            {
                await foreach (var result in Lazily(pool, verb, static x => x, Throwing(at))) results.Add(result);
            });
            Assert.Equal($"at {at}", error.Message);
            Assert.Equal(Enumerable.Range(0, at), Verbs.IsOrdered(verb) ? results : results.Order());
        }

        static IEnumerable<int> Throwing(int at)
        {
            for (var i = 0; i < at; i++) yield return i;
            throw new InvalidDataException($"at {at}");
        }
    }

    [Theory]
    [MemberData(nameof(LazyVerbs))]
    public async Task What_came_before_an_item_that_cannot_travel_is_handed_out_first(string verb)
    {
        if (!HasProcesses) return;
        var pool = NewPool();
        foreach (var inMemory in new[] { false, true })
        {
            foreach (var at in new[] { 0, 1, 5, 700 })
            {
                var items = Enumerable.Range(0, at + 5).Select(i => i == at ? (object)new MemoryStream() : i);
                if (inMemory) items = items.ToArray();
                var results = new List<int>();
                var error = await Assert.ThrowsAsync<SerializationException>(async () =>
                {
                    await foreach (var result in Lazily(pool, verb, static (object x) => (int)x, items)) results.Add(result);
                });
                Assert.Equal(at, TaskFailure.Of(error)!.TaskIndex);
                Assert.Equal(Enumerable.Range(0, at), Verbs.IsOrdered(verb) ? results : results.Order());
            }
        }
    }

    [Theory]
    [MemberData(nameof(DeafEnds))]
    public async Task A_deaf_asynchronous_input_is_left_behind(string verb, string end)
    {
        var pool = Started(NewPool());
        var begun = NewTally();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isClosed = false;
        using var source = new CancellationTokenSource();
        var map = Task.Run(() => pool.RunOver(verb, static (Tally t) => Count(t), Deaf(), token: source.Token));
        begun.WaitFor(1);
        if (end == "cancel") await source.CancelAsync();
        else if (end == "terminate") pool.Terminate();
        else pool.Dispose();
        if (end == "dispose") await Assert.ThrowsAsync<ObjectDisposedException>(() => map);
        else await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        Assert.False(Volatile.Read(ref isClosed));
        release.SetResult();
        WaitUntil(() => Volatile.Read(ref isClosed), "the input to be disposed");

        async IAsyncEnumerable<Tally> Deaf()
        {
            try
            {
                yield return begun;
                await release.Task;
                yield return begun;
            }
            finally
            {
                Volatile.Write(ref isClosed, true);
            }
        }

        static int Count(Tally t)
        {
            t.Add();
            return 0;
        }
    }

    private static async IAsyncEnumerable<int> Lazily<T>(WorkerPool pool, string verb, Func<T, int> task, IEnumerable<T> items, MapOptions? options = null)
    {
        if (verb.EndsWith("Async", StringComparison.Ordinal))
        {
            var stream = Verbs.IsOrdered(verb) ? pool.ImapAsync(task, items, options) : pool.ImapUnorderedAsync(task, items, options);
            await foreach (var result in stream) yield return result;
        }
        else
        {
            foreach (var result in Verbs.IsOrdered(verb) ? pool.Imap(task, items, options) : pool.ImapUnordered(task, items, options))
                yield return result;
        }
    }

    /// <summary>Gives some items, waits at a gate, and gives one more.</summary>
    private sealed class Blocking(Gate gate)
    {
        private volatile bool _hasComeBack;
        private volatile bool _isClosed;

        public Gate Gate => gate;

        public bool HasComeBack => _hasComeBack;

        public bool IsClosed => _isClosed;

        public IEnumerable<int> Items(int before)
        {
            try
            {
                for (var i = 0; i < before; i++) yield return i;
                try
                {
                    gate.Pass();
                }
                finally
                {
                    _hasComeBack = true;
                }

                yield return before;
            }
            finally
            {
                _isClosed = true;
            }
        }
    }
}
