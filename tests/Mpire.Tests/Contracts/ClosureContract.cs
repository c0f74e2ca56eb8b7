namespace Mpire.Tests.Contracts;

/// <summary>What a lambda takes along of what was captured around it, and what becomes of what it writes there.</summary>
public abstract class ClosureContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly int[] Items = [1, 2, 3];

    [Fact]
    public void A_lambda_beside_others_that_use_what_cannot_travel()
    {
        var pool = Started(NewPool());
        using var source = new CancellationTokenSource();
        var factor = 10;
        ConsoleCancelEventHandler stop = (_, e) =>
        {
            e.Cancel = true;
            source.Cancel();
            pool.Terminate();
        };
        Console.CancelKeyPress += stop;
        Assert.Equal([10, 20, 30], pool.Map(x => x * factor, Items));
        Assert.Equal([110, 120, 130], pool.Map(x => Items.Where(y => y == x).Select(y => y * factor + Add(y, 100 - y)).Single(), Items));
        Assert.Equal(13, pool.Apply(async x =>
        {
            await Task.Yield();
            return x + factor;
        }, 3));
        Console.CancelKeyPress -= stop;

        int Add(int a, int b) => a + b + factor - 10;
    }

    [Fact]
    public void Hooks_and_factories_beside_others_that_use_what_cannot_travel()
    {
        using var source = new CancellationTokenSource();
        var factor = 10;
        var cancel = () => source.CancelAfter(factor * 100_000);
        cancel();
        var pool = Track(NewBuilder(1).Share(() => factor + 1).WithState(worker => worker.Shared + factor).Build());
        Assert.Equal([22, 23, 24], pool.Map((worker, x) => x + worker.State, Items));
    }

    [Fact]
    public void A_write_to_a_captured_variable_is_refused_where_it_would_be_lost()
    {
        var pool = NewPool(1);
        var total = 0L;
        var last = "";
        var place = (X: 0, Y: 0);
        var parsed = 0;
        Check("total", () => pool.ForEach(x => { total += x; }, Items), () => Assert.Equal(6, total));
        Check("last", () => pool.Map(x => last = x.ToString(null, null), Items), () => Assert.Equal("3", last));
        Check("place", () => pool.ForEach(x => { place.Y = x; }, Items), () => Assert.Equal((0, 3), place));
        Check("parsed", () => pool.Map(x => int.TryParse(x + "0", out parsed), Items), () => Assert.Equal(30, parsed));
        Check("total", () => pool.ForEach(x => { Interlocked.Add(ref total, x); }, Items), () => Assert.Equal(12, total));
        Check("total", () => pool.ForEach(x => { Array.ForEach([x], y => total += y); }, Items), () => Assert.Equal(18, total));
        Check("total", () => pool.ForEach(Add, Items), () => Assert.Equal(24, total));
        Check("total", () => pool.ForEach(async x =>
        {
            await Task.Yield();
            total += x;
        }, Items), () => Assert.Equal(30, total));

        // Nothing runs where there is an error to be seen.
        Assert.Equal([1, 2, 3], pool.Map(static x => x, Items));

        void Add(int x) => total += x;

        void Check(string name, Action call, Action otherwise)
        {
            if (HasProcesses)
            {
                var error = Assert.Throws<SerializationException>(call);
                Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
                Assert.Contains("Return the value", error.Message, StringComparison.Ordinal);
            }
            else
            {
                call();
                otherwise();
            }
        }
    }

    [Fact]
    public void A_hook_that_writes_to_a_captured_variable_is_refused_where_it_would_be_lost()
    {
        var count = 0;
        var builder = NewBuilder(1).WithState(_ => ++count);
        if (HasProcesses)
        {
            var error = Assert.Throws<SerializationException>(() => Track(builder.Build()).Map((worker, x) => x + worker.State, Items));
            Assert.Contains("init hook", error.Message, StringComparison.Ordinal);
            Assert.Contains("'count'", error.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal([2, 3, 4], Track(builder.Build()).Map((worker, x) => x + worker.State, Items));
        }
    }

    [Fact]
    public void Variables_of_the_task_itself_may_be_written_by_all_that_is_in_it()
    {
        var pool = NewPool(1);
        var factor = 10;
        Assert.Equal([16, 26, 36], pool.Map(
            x =>
            {
                var sum = 0;
                Array.ForEach(Items, y => sum += y);
                More();
                return sum;

                void More() => sum += x * factor;
            },
            Items));
        Assert.Equal([60, 60, 60], pool.Map(Sum, Items));
        Assert.Equal([60, 60, 60], pool.Map(x => Sum(x), Items));

        int Sum(int x)
        {
            var sum = x - x;
            Array.ForEach(Items, y => sum += y * factor);
            return sum;
        }
    }
}
