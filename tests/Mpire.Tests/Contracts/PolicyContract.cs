namespace Mpire.Tests.Contracts;

/// <summary>What becomes of a map whose tasks fail: <see cref="FailurePolicy"/>.</summary>
public abstract class PolicyContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly FailurePolicy Retry = FailurePolicy.Retry(2) with { Backoff = TimeSpan.FromMilliseconds(1) };

    private static MapOptions Continue { get; } = new() { Failures = FailurePolicy.Continue };

    public static TheoryData<double> ChunkSizes => [1, 3, 7.5, 100, 0];

    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Failures_stand_in_the_place_of_their_results(string verb)
    {
        var pool = NewPool(workers: 3);
        var outcomes = (TaskOutcome<int>[])await pool.Run(
            verb, static (int x) => TaskOutcome.Of(x % 10 == 3 ? throw new InvalidDataException($"no {x}") : x * 2), Enumerable.Range(0, 100), Continue);
        Assert.Equal(100, outcomes.Length);
        Assert.Equal(Enumerable.Range(0, 100).Where(x => x % 10 != 3).Select(x => x * 2), outcomes.Where(o => o.Succeeded).Select(o => o.Value).Order());
        foreach (var failed in outcomes.Where(o => !o.Succeeded))
        {
            Assert.Same(failed.Error, Assert.Throws<InvalidDataException>(() => failed.Value));
            var failure = TaskFailure.Of(failed.Error!)!;
            Assert.Equal(3, failure.TaskIndex % 10);
            Assert.Equal($"no {failure.TaskIndex}", failed.Error!.Message);
            Assert.Equal((int)failure.TaskIndex, failure.Argument);
            Assert.False(failed.TryGetValue(out _));
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (i * 10) + 3L), outcomes.Where(o => !o.Succeeded).Select(o => TaskFailure.Of(o.Error!)!.TaskIndex).Order());
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(ChunkSizes))]
    public void Every_place_of_a_chunk_may_fail(double chunkSize)
    {
        var pool = NewPool();
        foreach (var (first, last) in new[] { (0, 0), (49, 49), (0, 49), (10, 12), (1, 48) })
        {
            var outcomes = pool.Map(
                x => TaskOutcome.Of(x >= first && x <= last ? throw new InvalidDataException($"no {x}") : $"{x}"), Enumerable.Range(0, 50), Continue with { ChunkSize = chunkSize == 0 ? null : chunkSize });
            Assert.Equal(
                Enumerable.Range(0, 50).Select(x => x >= first && x <= last ? $"InvalidDataException: no {x}" : $"{x}"), outcomes.Select(o => o.ToString()));
        }
    }

    [Fact]
    public void An_argument_or_result_that_cannot_be_rebuilt_costs_one_task()
    {
        Assert.SkipUnless(HasProcesses, "Nothing travels to worker threads.");
        var pool = NewPool();
        var fragile = Enumerable.Range(0, 40).Select(x => new Fragile(x)).ToArray();
        foreach (var size in new double?[] { 1, 7, 40, null })
        {
            var read = pool.Map(static f => TaskOutcome.Of(f.Number), fragile, Continue with { ChunkSize = size });
            Assert.Equal(Enumerable.Range(0, 40).Select(x => x % 9 == 4 ? -1 : x), read.Select(o => o.Succeeded ? o.Value : -1));
            Assert.All(read.Where(o => !o.Succeeded), o => Assert.IsType<SerializationException>(o.Error));
            var made = pool.Map(static x => TaskOutcome.Of(new Fragile(x)), Enumerable.Range(0, 40), Continue with { ChunkSize = size });
            Assert.Equal(Enumerable.Range(0, 40).Select(x => x % 9 == 4 ? -1 : x), made.Select(o => o.Succeeded ? o.Value.Number : -1));
            var unsent = pool.Map(static x => TaskOutcome.Of((int)x), Enumerable.Range(0, 40).Select(x => x % 9 == 4 ? (object)new MemoryStream() : x), Continue with { ChunkSize = size });
            Assert.Equal(Enumerable.Range(0, 40).Select(x => x % 9 == 4 ? -1 : x), unsent.Select(o => o.Succeeded ? o.Value : -1));
            var stuck = pool.Map(static x => TaskOutcome.Of<object>(x % 9 == 4 ? new MemoryStream() : x), Enumerable.Range(0, 40), Continue with { ChunkSize = size });
            Assert.Equal(Enumerable.Range(0, 40).Select(x => x % 9 == 4 ? -1 : x), stuck.Select(o => o.Succeeded ? (int)o.Value : -1));
        }
    }

    [Fact]
    public void A_verb_without_results_runs_all_tasks_and_throws_all_failures_at_its_end()
    {
        var tally = NewTally();
        var pool = NewPool();
        var error = Assert.Throws<AggregateException>(() => pool.ForEach(static ((int X, Tally Tally) item) => Fail(item.X, item.Tally), Items(tally), Continue with { ChunkSize = 5 }));
        Assert.Equal(30, tally.Count);
        Assert.Equal([3L, 13, 23], error.InnerExceptions.Select(inner => TaskFailure.Of(inner)!.TaskIndex).Order());
        Assert.All(error.InnerExceptions, inner => Assert.IsType<InvalidDataException>(inner));
        Assert.Contains("3 of 30 tasks of ForEach", error.Message, StringComparison.Ordinal);
        pool.ForEach(static x => { _ = x; }, [1, 2], Continue);

        static void Fail(int x, Tally tally)
        {
            tally.Add();
            if (x % 10 == 3) throw new InvalidDataException();
        }
    }

    [Fact]
    public void Results_that_cannot_hold_a_failure_are_refused_at_the_call()
    {
        var pool = NewPool();
        var error = Assert.Throws<ArgumentException>(() => pool.Map(static x => x, [1], Continue));
        Assert.Contains("TaskOutcome.Of", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => pool.Imap(static x => x, [1], Continue));
        Assert.Throws<ArgumentException>(() => pool.MapBlocks(static block => block.ToArray(), new[] { 1 }, Continue));
        Assert.Throws<ArgumentOutOfRangeException>(() => FailurePolicy.Retry(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Map(static x => x, [1], new MapOptions { Failures = new() { DeathRetries = -1 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Map(static x => x, [1], new MapOptions { Failures = new() { Backoff = TimeSpan.FromSeconds(-1) } }));
        Assert.Throws<ArgumentException>(() => pool.Map(static x => x, [1], new MapOptions { Failures = null! }));
        Assert.Equal(0, CountChildren());
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_is_run_again_until_it_succeeds(string verb)
    {
        var tally = NewTally();
        var pool = NewPool();
        var results = (int[])await pool.Run(
            verb, static ((int X, Tally Tally) item) => Stumble(item.X, item.Tally), Items(tally), new MapOptions { Failures = Retry, ChunkSize = 4 });
        Assert.Equal(Enumerable.Range(0, 30), results.Order());
        Assert.Equal(30 + 3, tally.Count);

        static int Stumble(int x, Tally tally) => tally.AddAs($"{x}") == 1 && x % 10 == 3 ? throw new InvalidDataException() : x;
    }

    [Fact]
    public void A_task_that_fails_too_often_ends_the_map_and_says_how_often_it_ran()
    {
        var tally = NewTally();
        var pool = NewPool(workers: 1);
        var error = Assert.Throws<InvalidDataException>(() => pool.Map(static ((int X, Tally Tally) item) => Fail(item.X, item.Tally), Items(tally), new MapOptions { Failures = Retry, ChunkSize = 1 }));
        var failure = TaskFailure.Of(error)!;
        Assert.Equal((3, 3L), (failure.Attempts, failure.TaskIndex));
        Assert.InRange(failure.Succeeded, 3, 29);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        static int Fail(int x, Tally tally) => x == 3 && tally.AddAs($"{x}") < 9 ? throw new InvalidDataException() : x;
    }

    [Fact]
    public void A_filter_says_which_failures_are_worth_another_try()
    {
        var tally = NewTally();
        var pool = NewPool();
        var policy = Retry with { ContinueOnFailure = true, RetryWhen = error => error is IOException };
        var outcomes = pool.Map(static ((int X, Tally Tally) item) => TaskOutcome.Of(Fail(item.X, item.Tally)), Items(tally), new MapOptions { Failures = policy });
        Assert.Equal([3L, 4, 13, 14, 23, 24], outcomes.Where(o => !o.Succeeded).Select(o => TaskFailure.Of(o.Error!)!.TaskIndex));
        Assert.All(outcomes.Where(o => o.Error is IOException), o => Assert.Equal(3, TaskFailure.Of(o.Error!)!.Attempts));
        Assert.All(outcomes.Where(o => o.Error is InvalidDataException), o => Assert.Equal(1, TaskFailure.Of(o.Error!)!.Attempts));
        var refused = Assert.Throws<NotSupportedException>(() => pool.Map(
            static ((int X, Tally Tally) item) => Fail(item.X, item.Tally), Items(tally), new MapOptions { Failures = Retry with { RetryWhen = _ => throw new NotSupportedException() } }));
        Assert.InRange(TaskFailure.Of(refused)!.TaskIndex % 10, 3, 4);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        static int Fail(int x, Tally tally) => (x % 10) switch
        {
            3 => throw new IOException(),
            4 => throw new InvalidDataException(),
            _ => x,
        };
    }

    [Theory]
    [MemberData(nameof(ChunkSizes))]
    public void A_worker_that_dies_costs_the_task_it_ran(double chunkSize)
    {
        Assert.SkipUnless(HasProcesses, "A worker thread dies with the program.");
        var pool = NewPool(workers: 2);
        var outcomes = pool.Map(static x => TaskOutcome.Of(x % 20 == 7 ? Die(x) : x), Enumerable.Range(0, 60), Continue with { ChunkSize = chunkSize == 0 ? null : chunkSize });
        Assert.Equal(Enumerable.Range(0, 60).Where(x => x % 20 != 7), outcomes.Where(o => o.Succeeded).Select(o => o.Value));
        Assert.Equal([7L, 27, 47], outcomes.Where(o => !o.Succeeded).Select(o => TaskFailure.Of(o.Error!)!.TaskIndex));
        Assert.All(outcomes.Where(o => !o.Succeeded), o => Assert.Equal(5, Assert.IsType<WorkerDiedException>(o.Error).Exit.Code));
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public async Task A_kill_from_outside_costs_one_task_of_a_thousand()
    {
        Assert.SkipUnless(HasProcesses, "A worker thread dies with the program.");
        var (begun, gate) = (NewTally(), NewGate());
        var pool = Started(NewPool(workers: 8));
        var items = Enumerable.Range(0, 1000).Select(x => (x, begun, gate)).ToArray();
        var map = pool.MapAsync(static item => TaskOutcome.Of(item.x == 500 ? Stay(item.begun, item.gate) : item.x), items, Continue);
        begun.WaitFor(1);
        Kill(int.Parse(Path.GetFileName(Directory.GetFiles(begun.Folder).Single()).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));
        var outcomes = await map;
        Assert.Equal(999, outcomes.Count(o => o.Succeeded));
        var error = Assert.IsType<WorkerDiedException>(outcomes[500].Error);
        Assert.Equal("SIGKILL", error.Exit.SignalName);
        Assert.NotEqual(true, error.WasOutOfMemory);
        Assert.Equal((500, begun, gate), TaskFailure.Of(error)!.Argument);

        static int Stay(Tally begun, Gate gate)
        {
            begun.AddAs($"{Environment.ProcessId}");
            return gate.Pass(1);
        }
    }

    [Fact]
    public void A_task_that_kills_its_worker_again_and_again_is_given_up_and_named()
    {
        Assert.SkipUnless(HasProcesses, "A worker thread dies with the program.");
        var tally = NewTally();
        var pool = NewPool();
        var policy = new FailurePolicy { DeathRetries = 3, Backoff = TimeSpan.FromMilliseconds(1) };
        var error = Assert.Throws<WorkerDiedException>(() => pool.Map(
            static ((int X, Tally Tally) item) => item.X == 3 && item.Tally.AddAs("3") < 99 ? Die(item.X) : item.X, Items(tally), new MapOptions { Failures = policy, ChunkSize = 1 }));
        Assert.Equal((4, 3L), (TaskFailure.Of(error)!.Attempts, TaskFailure.Of(error)!.TaskIndex));
        var survivors = pool.Map(
            static ((int X, Tally Tally) item) => item.X == 13 && item.Tally.AddAs("13") < 3 ? Die(item.X) : item.X, Items(tally), new MapOptions { Failures = policy, ChunkSize = 3 });
        Assert.Equal(Enumerable.Range(0, 30), survivors);
    }

    [Fact]
    public void An_endless_recursion_fails_alone()
    {
        Assert.SkipUnless(HasProcesses, "A worker thread dies with the program.");
        var pool = NewPool();
        var outcomes = pool.Map(static x => TaskOutcome.Of(x == 5 ? Recurse(x) : x), Enumerable.Range(0, 20), Continue);
        Assert.IsType<WorkerDiedException>(outcomes[5].Error);
        Assert.Equal(19, outcomes.Count(o => o.Succeeded));

        static int Recurse(int x) => x < 0 ? x : Recurse(x) + 1;
    }

    [Fact]
    public void A_lazy_map_hands_each_failure_out_in_its_place()
    {
        var pool = NewPool();
        var options = Continue with { MaxTasksActive = 8, ChunkSize = 2 };
        var seen = 0;
        foreach (var outcome in pool.Imap(static x => TaskOutcome.Of(x % 10 == 3 ? throw new InvalidDataException() : x), Enumerable.Range(0, 200), options))
        {
            Assert.Equal(seen % 10 != 3, outcome.Succeeded);
            if (outcome.Succeeded) Assert.Equal(seen, outcome.Value);
            seen++;
        }

        Assert.Equal(200, seen);
    }

    private static int Die(int x)
    {
        Environment.Exit(5);
        return x;
    }

    private static (int X, Tally Tally)[] Items(Tally tally) => [.. Enumerable.Range(0, 30).Select(x => (x, tally))];

    /// <summary>Travels, but some cannot be read.</summary>
    private sealed class Fragile
    {
        public Fragile(int number) => Number = number;

        public int Number { get; }

        [System.Runtime.Serialization.OnDeserialized]
        private void Check(System.Runtime.Serialization.StreamingContext context)
        {
            if (Number % 9 == 4) throw new InvalidDataException($"{Number} breaks");
        }
    }
}
