namespace Mpire.Tests.Contracts;

/// <summary>Every call of the map family with every shape of task.</summary>
public abstract class MapContract(WorkerPoolOptions method) : PoolContract(method)
{
    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    private static int[] Squares(int count) => [.. Enumerable.Range(0, count).Select(x => x * x)];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_of_the_item_alone(string verb)
    {
        var results = await NewPool().Run(verb, static (int x) => x * x, Enumerable.Range(0, 100));
        AssertResults(verb, Squares(100), results);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_task_that_takes_its_worker(string verb)
    {
        var results = await NewPool().Run(verb, static (Worker worker, int x) => (x * x, worker.Id, worker.Workers, worker.TaskIndex), Enumerable.Range(0, 100));
        AssertResults(verb, Squares(100), [.. results.Select(r => r.Item1)]);
        Assert.All(results, r => Assert.InRange(r.Id, 0, 1));
        Assert.All(results, r => Assert.Equal(2, r.Workers));
        Assert.All(results, r => Assert.Equal(r.Item1, r.TaskIndex * r.TaskIndex));
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_asynchronous_task_is_awaited_in_the_worker(string verb)
    {
        var results = await NewPool().RunAwaited(
            verb,
            static async (int x) =>
            {
                await Task.Yield();
                return x * x;
            },
            Enumerable.Range(0, 100));
        AssertResults(verb, Squares(100), results);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_asynchronous_task_that_takes_its_worker(string verb)
    {
        var results = await NewPool().RunAwaited(
            verb,
            static async (Worker worker, int x) =>
            {
                await Task.Delay(1);
                return (int)worker.TaskIndex * x;
            },
            Enumerable.Range(0, 40));
        AssertResults(verb, Squares(40), results);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task No_items_give_no_results_and_start_no_worker(string verb)
    {
        var results = await NewPool().Run(verb, static (int x) => x, []);
        Assert.Empty(results);
        Assert.Equal(0, CountChildren());
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_single_item(string verb) =>
        Assert.Equal(["one!"], await NewPool().Run(verb, static (string s) => s + "!", ["one"]));

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Many_items_each_once(string verb)
    {
        var results = await NewPool().Run(verb, static (int x) => x + 1, Enumerable.Range(0, 50_000));
        AssertResults(verb, [.. Enumerable.Range(1, 50_000)], results);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Maps_one_after_the_other_on_one_pool(string verb)
    {
        var pool = NewPool();
        for (var i = 0; i < 5; i++)
        {
            AssertResults(verb, Squares(20), await pool.Run(verb, static (int x) => x * x, Enumerable.Range(0, 20)));
            AssertResults(verb, ["0", "1"], await pool.Run(verb, static (int x) => $"{x}", Enumerable.Range(0, 2)));
        }
    }

    [Fact]
    public async Task ForEach_runs_actions_of_every_shape()
    {
        var tally = NewTally();
        var pool = NewPool();
        var items = Enumerable.Repeat(tally, 5).ToArray();
        pool.ForEach(static t => t.Add(), items);
        pool.ForEach(static (_, t) => t.Add(), items);
        pool.ForEach(static async t => await Late(t), items);
        pool.ForEach(static async (_, t) => await Late(t), items);
        pool.ForEach(static t => t.Add(), new ReadOnlyMemory<Tally>(items));
        pool.ForEach(static (_, t) => t.Add(), new ReadOnlyMemory<Tally>(items));
        Assert.Equal(30, tally.Count);
        await pool.ForEachAsync(static t => t.Add(), items);
        await pool.ForEachAsync(static (_, t) => t.Add(), items);
        await pool.ForEachAsync(static async t => await Late(t), items);
        await pool.ForEachAsync(static async (_, t) => await Late(t), items);
        await pool.ForEachAsync(static t => t.Add(), Slowly(items));
        await pool.ForEachAsync(static (_, t) => t.Add(), Slowly(items));
        await pool.ForEachAsync(static async t => await Late(t), Slowly(items));
        await pool.ForEachAsync(static async (_, t) => await Late(t), Slowly(items));
        Assert.Equal(70, tally.Count);

        static async Task Late(Tally t)
        {
            await Task.Yield();
            t.Add();
        }
    }

    [Fact]
    public async Task StarMap_spreads_tuples_over_parameters()
    {
        var pool = NewPool();
        Assert.Equal([3, 7], pool.StarMap(static (int a, int b) => a + b, [(1, 2), (3, 4)]));
        Assert.Equal(["a1True", "b2False"], pool.StarMap(static (string a, int b, bool c) => $"{a}{b}{c}", [("a", 1, true), ("b", 2, false)]));
        Assert.Equal(new[] { 3, 7 }, await pool.StarMapAsync(static (int a, int b) => a + b, [(1, 2), (3, 4)]));
        Assert.Equal(new[] { 6.5 }, await pool.StarMapAsync(static (int a, double b, long c) => a + b + c, [(1, 2.5, 3L)]));
    }

    [Fact]
    public async Task A_list_or_a_tuple_as_an_item_is_one_argument()
    {
        var pool = NewPool();
        Assert.Equal([6, 0], pool.Map(static (List<int> numbers) => numbers.Sum(), [[1, 2, 3], []]));
        Assert.Equal(new[] { 2 }, await pool.MapAsync(static pair => pair.A * pair.B, [(A: 1, B: 2)]));
    }

    [Fact]
    public async Task Apply_with_none_to_three_arguments_and_every_shape()
    {
        var pool = NewPool();
        Assert.Equal(42, pool.Apply(static () => 42));
        Assert.InRange(pool.Apply(static worker => worker.Id), 0, 1);
        Assert.Equal(43, pool.Apply(static async () => await Task.FromResult(43)));
        Assert.Equal(10, pool.Apply(static x => x * 2, 5));
        Assert.Equal("5", pool.Apply(static async (int x) => await Task.FromResult($"{x}"), 5));
        Assert.Equal("5a", pool.Apply(static (int x, string s) => x + s, 5, "a"));
        Assert.Equal("5a ", pool.Apply(static (int x, string s, char c) => x + s + c, 5, "a", ' '));
        Assert.Equal(42, await pool.ApplyAsync(static () => 42));
        Assert.InRange(await pool.ApplyAsync(static worker => worker.Id), 0, 1);
        Assert.Equal(43, await pool.ApplyAsync(static async () => await Task.FromResult(43)));
        Assert.Equal(10, await pool.ApplyAsync(static x => x * 2, 5));
        Assert.Equal("5", await pool.ApplyAsync(static async (int x) => await Task.FromResult($"{x}"), 5));
        Assert.Equal("5a", await pool.ApplyAsync(static (int x, string s) => x + s, 5, "a"));
        Assert.Equal("5a ", await pool.ApplyAsync(static (int x, string s, char c) => x + s + c, 5, "a", ' '));
        var tally = NewTally();
        pool.Apply(tally.Add);
        await pool.ApplyAsync(tally.Add);
        Assert.Equal(2, tally.Count);
    }

    [Fact]
    public void Tasks_run_in_processes_of_their_own_or_on_threads_of_this_one()
    {
        var ids = NewPool().Map(static _ => Environment.ProcessId, Enumerable.Range(0, 10));
        if (HasProcesses) Assert.DoesNotContain(Environment.ProcessId, ids);
        else Assert.All(ids, id => Assert.Equal(Environment.ProcessId, id));
    }

    private static void AssertResults<T>(string verb, T[] expected, T[] actual)
    {
        if (!Verbs.IsOrdered(verb)) Array.Sort(actual);
        if (!Verbs.IsOrdered(verb)) Array.Sort(expected = [.. expected]);
        Assert.Equal(expected, actual);
    }

    private static async IAsyncEnumerable<T> Slowly<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
