using System.Globalization;

namespace Mpire.Tests.Contracts;

/// <summary>Asynchronous lambdas and methods as they are written: C# takes the form that is awaited, and what cannot be awaited is refused.</summary>
public abstract class AwaitedContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly int[] Items = [1, 2, 3];

    [Fact]
    public async Task Lambdas_with_results_are_understood_as_they_are_meant()
    {
        var pool = NewPool();
        Assert.Equal([1, 1, 1], pool.Map(static x => 1, Items));
        Assert.Equal([2, 4, 6], pool.Map(Twice, Items));
        Assert.Equal([2, 4, 6], pool.Map(TwiceSoon, Items));
        Assert.Equal([2, 4, 6], pool.Map(TwiceSoonByValue, Items));
        Assert.Equal([2, 4, 6], pool.Map(static x => TwiceSoon(x), Items));
        Assert.Equal([2, 4, 6], pool.Map(static x => TwiceSoonByValue(x), Items));
        Assert.Equal([2, 4, 6], pool.Map(static async x => await TwiceSoonByValue(x), Items));
        Assert.Equal([2, 4, 6], pool.Map(static (_, x) => TwiceSoonByValue(x), Items));
        Assert.Equal([2, 4, 6], pool.Map(static async (_, x) => await TwiceSoon(x), new ReadOnlyMemory<int>(Items)));
        Assert.Equal([2, 4, 6], pool.Map(
            static async x =>
            {
                await Task.Yield();
                return x > 9 ? throw new InvalidDataException() : 2 * x;
            },
            Items));
        Assert.Equal([2, 4, 6], pool.Map<int, int>(static async x => await TwiceSoon(x), Items));
        Assert.Equal([2, 4, 6], pool.Map(new Func<int, Task<int>>(TwiceSoon), Items));
        Assert.Equal([2, 4, 6], pool.Map(new Func<int, ValueTask<int>>(TwiceSoonByValue), Items));
        Assert.Equal(new[] { 2, 4, 6 }, await pool.MapAsync(TwiceSoonByValue, Items));
        Assert.Equal(new[] { 2, 4, 6 }, await pool.MapAsync(static x => TwiceSoonByValue(x), Items.ToAsyncEnumerable()));
        Assert.Equal([2, 4, 6], pool.Imap(TwiceSoonByValue, Items));
        Assert.Equal([3, 7], pool.StarMap(static async (a, b) => await Task.FromResult(a + b), new[] { (1, 2), (3, 4) }));
        Assert.Equal([3, 7], pool.StarMap(static (worker, a, b) => a + b, new[] { (1, 2), (3, 4) }));
        Assert.Equal([6], pool.StarMap(static (a, b, c) => new ValueTask<int>(a + b + c), new[] { (1, 2, 3) }));
    }

    [Fact]
    public async Task Single_calls_are_understood_as_they_are_meant()
    {
        var pool = NewPool();
        Assert.Equal(1, pool.Apply(static () => 1));
        Assert.Equal(2, pool.Apply(static () => new ValueTask<int>(2)));
        Assert.Equal(2, pool.Apply(static async () => await TwiceSoon(1)));
        Assert.Equal(2, pool.Apply(static () => Task.FromResult(2)));
        Assert.Equal(4, pool.Apply(TwiceSoon, 2));
        Assert.Equal(4, pool.Apply(TwiceSoonByValue, 2));
        Assert.Equal(4, pool.Apply(static (worker, x) => TwiceSoon(x), 2));
        Assert.Equal(5, await pool.ApplyAsync(static async (a, b) => await Task.FromResult(a + b), 2, 3));
        Assert.Equal(5, await pool.ApplyAsync(static (worker, a, b) => a + b, 2, 3));
        Assert.Equal(9, await pool.ApplyAsync(static (worker, a, b, c) => new ValueTask<int>(a + b + c), 2, 3, 4));

        // A token after the task's arguments is the call's own; as an argument it could not travel.
        using var source = new CancellationTokenSource();
        Assert.Equal(7, pool.Apply(static worker => 7, source.Token));
        Assert.Equal(4, await pool.ApplyAsync(static (worker, x) => 2 * x, 2, source.Token));
        Assert.Equal(4, await pool.ApplyAsync(static async (worker, x) => await TwiceSoon(x), 2, source.Token));
    }

    [Fact]
    public async Task Lambdas_without_results_are_awaited()
    {
        var pool = NewPool();
        var tally = NewTally();
        Tally[] tallies = [tally, tally];
        pool.ForEach(static async t => { await t.AddSoon(); }, tallies);
        pool.ForEach(static async t => await t.AddSoonByValue(), tallies);
        pool.ForEach(static t => t.AddSoon(), tallies);
        pool.ForEach(static t => t.AddSoonByValue(), tallies);
        pool.ForEach(static t => t.AddSoonByValueWithCount(), tallies);
        pool.ForEach(static (worker, t) => t.AddSoonByValueWithCount(), tallies);
        pool.ForEach(static (worker, t) => t.AddSoonByValue(), new ReadOnlyMemory<Tally>(tallies));
        pool.ForEach<Tally>(static async t => { await t.AddSoon(); }, tallies);
        pool.ForEach(static t => t.AddSoonWithCount(), tallies);
        Assert.Equal(18, tally.Count);
        await pool.ForEachAsync(static async t => { await t.AddSoon(); }, tallies);
        await pool.ForEachAsync(static t => t.AddSoonByValue(), tallies.ToAsyncEnumerable());
        Assert.Equal(22, tally.Count);
        pool.Apply(static async t => { await t.AddSoon(); }, tally);
        pool.Apply(static t => t.AddSoonByValue(), tally);
        pool.Apply(async () => { await tally.AddSoon(); });
        pool.Apply(() => tally.AddSoonByValue());
        pool.Apply(tally.AddSoon);
        pool.Apply(tally.Add);
        pool.Apply(async worker => { await tally.AddSoon(); });
        await pool.ApplyAsync(async () => { await tally.AddSoon(); });
        await pool.ApplyAsync(tally.AddSoonByValue);
        await pool.ApplyAsync(static async (worker, t, u) => { await t.AddSoon(); }, tally, 1);
        Assert.Equal(32, tally.Count);
    }

    [Fact]
    public async Task Failures_of_lambdas_that_do_nothing_else_arrive()
    {
        var pool = NewPool();
        Assert.Throws<InvalidDataException>(() => pool.ForEach(static x => throw new InvalidDataException(), Items));
        Assert.Throws<InvalidDataException>(() => pool.ForEach(static async x => throw new InvalidDataException(), Items));
        Assert.Throws<InvalidDataException>(() => pool.ForEach(static async x => { await Task.Yield(); throw new InvalidDataException(); }, Items));
        Assert.Throws<InvalidDataException>(() => pool.ForEach(static x => FailSoonByValue(x), Items));
        Assert.Throws<InvalidDataException>(() => pool.Apply(static async () => { await Task.Yield(); throw new InvalidDataException(); }));
        Assert.Throws<InvalidDataException>(() => pool.Apply(static () => throw new InvalidDataException()));
        Assert.Throws<InvalidDataException>(() => pool.Apply(FailSoonByValue, 1));
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.ApplyAsync(static async () => { await Task.Yield(); throw new InvalidDataException(); }));
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.ForEachAsync(FailSoonByValue, Items));
        var error = Assert.Throws<InvalidOperationException>(() => pool.ForEach(static x => (Task)null!, Items));
        Assert.Contains("Return Task.CompletedTask", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_as_a_result_is_refused_at_the_call()
    {
        var pool = NewPool();
        var tally = NewTally();
        Refused(() => pool.Map(async x => { await tally.AddSoon(); }, Items));
        Refused(() => pool.MapUnordered(x => tally.AddSoonByValue(), Items));
        Refused(() => pool.Imap(async x => { await tally.AddSoon(); }, Items));
        Refused(() => pool.ImapUnordered(x => tally.AddSoonByValue(), Items));
        Refused(() => pool.MapAsync(async x => { await tally.AddSoon(); }, Items));
        Refused(() => pool.ImapAsync(async x => { await tally.AddSoon(); }, Items));
        Refused(() => pool.StarMap(async (a, b) => { await tally.AddSoon(); }, new[] { (1, 2) }));
        Refused(() => pool.Map(x => Begin(() => TwiceSoon(x)), Items));
        Refused(() => pool.Map(x => TwiceSoon(x).ConfigureAwait(false), Items));
        Refused(() => pool.Map(x => TwiceSoonByValue(x).ConfigureAwait(false), Items));
        Refused(() => pool.Apply(() => Begin(() => TwiceSoon(1))));
        Refused(() => pool.ApplyAsync(x => TwiceSoon(x).ConfigureAwait(false), 1));
        AssertTells(Assert.Throws<ArgumentException>(() => pool.ForEach(x => Begin(tally.AddSoon), Items)));
        AssertTells(Assert.Throws<ArgumentException>(() => { _ = pool.ForEachAsync(x => Begin(tally.AddSoon), Items); }));
        AssertTells(Assert.Throws<ArgumentException>(() => pool.WarmUp(TwiceSoon, Items)));
        Assert.Equal(0, tally.Count);
        Assert.Equal(0, CountChildren());

        static void Refused(Func<object?> call) => AssertTells(Assert.Throws<ArgumentException>(() => { _ = call(); }));
        static void AssertTells(ArgumentException error)
        {
            Assert.Equal("task", error.ParamName);
            Assert.Contains("work under way is never a result", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_task_behind_a_wider_type_is_its_own_tasks_failure()
    {
        var pool = NewPool();
        foreach (var verb in Verbs.All)
        {
            AssertTells(await Assert.ThrowsAsync<InvalidOperationException>(() => pool.Run<int, object?>(verb, static x => x == 2 ? TwiceSoon(x) : x, Items)), 1);
            AssertTells(await Assert.ThrowsAsync<InvalidOperationException>(() => pool.Run<int, object?>(verb, static x => x == 2 ? Hidden(x) : x, Items)), 1);
        }

        AssertTells(Assert.Throws<InvalidOperationException>(() => pool.Apply<object>(static () => Hidden(1))), 0);
        AssertTells(Assert.Throws<InvalidOperationException>(() => pool.Apply<IDisposable>(static () => Task.CompletedTask)), 0);
        Assert.Equal([1, "2", 3], pool.Map<int, object>(static x => x == 2 ? "2" : x, Items));

        static void AssertTells(InvalidOperationException error, int index)
        {
            Assert.Contains("Await it inside the function", error.Message, StringComparison.Ordinal);
            Assert.Equal(index, TaskFailure.Of(error)!.TaskIndex);
        }
    }

    [Fact]
    public void An_action_that_nobody_can_await_is_refused_at_the_call()
    {
        var pool = NewPool();
        Action<int> forgotten = static async x => await Task.Delay(x);
        Action call = static async () => await Task.Delay(1);
        foreach (var error in new[]
        {
            Assert.Throws<ArgumentException>(() => pool.ForEach(forgotten, Items)),
            Assert.Throws<ArgumentException>(() => { _ = pool.ForEachAsync(forgotten, Items); }),
            Assert.Throws<ArgumentException>(() => pool.Apply(call)),
            Assert.Throws<ArgumentException>(() => { _ = pool.ApplyAsync(call); }),
            Assert.Throws<ArgumentException>(() => pool.WarmUp(forgotten, Items)),
        })
        {
            Assert.Equal("task", error.ParamName);
            Assert.Contains("Let it return Task", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, CountChildren());
    }

    // What StartNew makes of an asynchronous function: a task that is done when the function has been begun.
    private static Task<T> Begin<T>(Func<T> function) => Task.Factory.StartNew(function, default, TaskCreationOptions.None, TaskScheduler.Default);

    public static object Hidden(int x) => new ValueTask<int>(TwiceSoon(x));

    private static int Twice(int x) => 2 * x;

    private static async Task<int> TwiceSoon(int x)
    {
        await Task.Delay(1);
        return 2 * x;
    }

    private static async ValueTask<int> TwiceSoonByValue(int x) => await TwiceSoon(x);

    private static async ValueTask FailSoonByValue(int x)
    {
        await Task.Delay(5);
        throw new InvalidDataException(x.ToString(CultureInfo.InvariantCulture));
    }
}
