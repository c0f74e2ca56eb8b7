using Mpire.Sharing;

namespace Mpire.Tests.Contracts;

/// <summary>Shared arrays and values are one memory for everybody, whatever way they take to a task.</summary>
public abstract class SharedMemoryContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static object? _remembered;

    private protected virtual Func<long, SharedStore>? Store => null;

    [Fact]
    public void The_second_program_of_the_seed_runs()
    {
        using var squares = NewArray<float>(100);
        using var sums = NewArray<float>(100);
        var pool = Track(NewBuilder(4).Share((squares, sums)).Build());
        int[] modulo = pool.Map(
            (worker, item) =>
            {
                var (index, x) = item;
                worker.Shared.squares[index] = x * x;
                worker.Shared.sums[index] = x + x;
                return (int)x % 2;
            },
            Enumerable.Range(0, 100).Select(i => (i, (float)i)));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i % 2), modulo);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i * i), squares);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i + i), sums);
    }

    [Fact]
    public void As_shared_object_alone_and_as_value()
    {
        using var array = NewArray<int>(50);
        var alone = Track(NewBuilder().Share(array).Build());
        alone.ForEach((worker, i) => worker.Shared[i] = i + 1, Enumerable.Range(0, 50));
        Assert.Equal(Enumerable.Range(1, 50), array);

        using var value = NewValue(40L);
        var pool = Track(NewBuilder().Share(value).Build());
        pool.ForEach((worker, i) => worker.Shared.Add(i), Enumerable.Range(0, 100));
        Assert.Equal(40 + 4950, value.Value);
    }

    [Fact]
    public void Captured_by_a_lambda_after_the_workers_were_started()
    {
        var pool = NewPool();
        pool.Map(static x => x, Enumerable.Range(0, 10));
        for (var round = 1; round <= 3; round++)
        {
            var factor = round;
            using var array = NewArray<long>(100);
            using var total = NewValue(0.5);
            pool.ForEach(
                i =>
                {
                    array[i] = i * factor;
                    total.Add(i);
                },
                Enumerable.Range(0, 100));
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i * factor), array);
            Assert.Equal(4950.5, total.Value);
        }
    }

    [Fact]
    public void As_argument_and_deep_inside_an_argument()
    {
        var pool = NewPool();
        using var one = NewArray<double>(10);
        using var two = NewArray<double>(10);
        pool.ForEach(static array => array[3] = array.Length, new[] { one, two });
        Assert.Equal(10, one[3]);
        Assert.Equal(10, two[3]);
        pool.ForEach(static holder => holder.Inner!.Arrays["x"][4] = 4, new[] { new Holder<double> { Inner = new Holder<double> { Arrays = { ["x"] = one } } } });
        Assert.Equal(4, one[4]);
    }

    [Fact]
    public void As_result_also_of_a_worker_that_has_ended()
    {
        var pool = NewPool();
        var store = Store;
        var results = pool.Map(
            n =>
            {
                var made = SharedArray.Create<int>(n, store);
                for (var i = 0; i < n; i++) made[i] = n * i;
                return made;
            },
            Enumerable.Range(1, 20),
            new MapOptions { ChunkSize = 1, WorkerLifespan = 1 });
        pool.Dispose();
        foreach (var (i, array) in results.Index())
        {
            Assert.Equal(Enumerable.Range(0, i + 1).Select(k => k * (i + 1)), array);
            array.Dispose();
        }
    }

    [Fact]
    public void What_comes_back_is_the_object_that_was_sent()
    {
        using var array = NewArray<int>(3);
        using var value = NewValue(1);
        var pool = NewPool(1);
        Assert.Same(array, pool.Apply(static x => x, array));
        var (first, second, third) = pool.Apply(static x => (x.Item1, x.Item1, x.Item2), (array, value));
        Assert.Same(array, first);
        Assert.Same(array, second);
        Assert.Same(value, third);
    }

    [Fact]
    public void The_same_array_is_one_object_in_a_graph_and_in_a_process()
    {
        using var array = NewArray<int>(3);
        var pool = NewPool(1);
        Assert.True(pool.Apply(static pair => ReferenceEquals(pair.Item1, pair.Item2.Arrays["x"]), (array, new Holder<int> { Arrays = { ["x"] = array } })));
        Assert.True(pool.Apply(x => ReferenceEquals(x, array), array));
        pool.Apply(static x => _remembered = x, array);
        Assert.True(pool.Apply(static x => ReferenceEquals(x, _remembered), array));
        pool.Apply(static () => _remembered = null);
    }

    [Fact]
    public void Sums_of_all_workers_lose_nothing_by_atomic_steps_or_under_the_lock()
    {
        using var sums = NewArray<long>(4);
        using var money = NewValue(0m);
        var pool = NewPool(3);
        pool.ForEach(
            i =>
            {
                for (var k = 0; k < 500; k++)
                {
                    sums.Add(0, i);
                    sums.Update(1, x => x + i);
                    using (sums.Lock.Enter()) sums[2] += i;
                    money.Update(x => x + 0.01m);
                    for (var seen = sums[3]; ;)
                    {
                        var found = sums.CompareExchange(3, seen + 1, seen);
                        if (found == seen) break;
                        seen = found;
                    }
                }
            },
            Enumerable.Range(0, 20),
            new MapOptions { ChunkSize = 1 });
        Assert.Equal([500 * 190, 500 * 190, 500 * 190, 10_000], sums);
        Assert.Equal(100m, money.Value);
    }

    [Fact]
    public void Disposing_while_tasks_wait_and_run_fails_none_of_them()
    {
        Assert.SkipUnless(HasProcesses, "threads have the very object that is disposed of");
        var pool = NewPool(1);
        var gate = NewGate();
        var told = NewTally();
        var array = NewArray<int>(1000);
        array.Fill(7);
        var calls = Enumerable.Range(0, 10).Select(i => pool.ApplyAsync(
            static given =>
            {
                var (a, i, told, gate) = given;
                told.Add();
                gate.Pass();
                a[i] = i;
                return a[i] + a[999];
            },
            (array, i, told, gate))).ToList();
        told.WaitFor(1);
        array.Dispose();
        gate.Open();
        Assert.Equal(Enumerable.Range(7, 10), Task.WhenAll(calls).GetAwaiter().GetResult());
    }

    [Fact]
    public void What_is_disposed_of_is_refused_at_the_call()
    {
        var array = NewArray<int>(5);
        array.Dispose();
        Assert.Throws<ObjectDisposedException>(() => array[0]);
        Assert.Throws<ObjectDisposedException>(() => array[0] = 1);
        var pool = NewPool();
        if (!HasProcesses)
        {
            Assert.Throws<ObjectDisposedException>(() => pool.Apply(static a => a[0] = 1, array));
            return;
        }

        if (HasCopies)
        {
            // Nobody writes shared objects there. An argument is written.
            var useless = Track(NewBuilder().Share(array).Build());
            Assert.Throws<ObjectDisposedException>(() => useless.Apply(static worker => worker.Shared[0] = 1));
            Assert.Contains(
                "5 elements was disposed of", Assert.Throws<SerializationException>(() => pool.Apply(static a => a[0] = 1, array)).Message, StringComparison.Ordinal);
            return;
        }

        var refused = Assert.Throws<SerializationException>(() => NewBuilder().Share(array).Build());
        Assert.Contains("5 elements was disposed of", refused.Message, StringComparison.Ordinal);
        Assert.IsType<ObjectDisposedException>(refused.InnerException);
    }

    [Fact]
    public void A_worker_that_lets_go_takes_nothing_from_the_others()
    {
        Assert.SkipUnless(HasProcesses, "threads have the very object that is disposed of");
        using var array = NewArray<int>(5);
        var pool = NewPool(1);
        for (var i = 0; i < 3; i++)
        {
            pool.Apply(
                static a =>
                {
                    a[0]++;
                    a.Dispose();
                    return Assert.Throws<ObjectDisposedException>(() => a[0]).ObjectName;
                },
                array);
        }

        Assert.Equal(3, array[0]);
    }

    [Fact]
    public void Workers_let_go_of_what_they_do_not_use_any_more()
    {
        Assert.SkipUnless(HasProcesses && Store is null, "counts descriptors of processes");
        const int rounds = 60;
        var pool = NewPool(1);
        for (var round = 0; round < rounds; round++) Use();

        // When is up to the worker's collector, which takes no more than its share of a busy processor: as work goes on.
        WaitUntil(
            () =>
            {
                Use();
                return Residue.Children().Concat(Residue.Workers()).Distinct().All(static child => CountHeld(child) < rounds / 3);
            },
            "arrays that were disposed of to be let go");

        void Use()
        {
            // Untouched, it costs nothing.
            using var captured = NewArray<byte>(64 << 20);
            using var given = NewArray<byte>(64 << 20);
            pool.ForEach(i => captured[i] = 1, [1]);
            pool.Apply(static given => given[1] = 1, given);
        }

        static int CountHeld(int process) => OpenFiles.Of($"{process}").Count(target => target.Contains("mpire-shared", StringComparison.Ordinal));
    }

    [Fact]
    public void Nested_pools_pass_it_on()
    {
        using var array = NewArray<int>(8);
        var method = Nested;
        NewPool(1).Apply(
            static given =>
            {
                var (array, method) = given;
                using var inner = new WorkerPool(method with { Workers = 2 });
                inner.ForEach(i => array[i] = i + 10, Enumerable.Range(0, 8));
                return array.Length;
            },
            (array, method));
        Assert.Equal(Enumerable.Range(10, 8), array);
    }

    [Fact]
    public void An_index_out_of_range_is_the_tasks_failure()
    {
        using var array = NewArray<int>(8);
        var pool = Track(NewBuilder().Share(array).Build());
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => pool.ForEach(static (worker, i) => worker.Shared[i] = i, [7, 8]));
        Assert.Contains("8 elements", failure.Message, StringComparison.Ordinal);
    }

    private protected SharedArray<T> NewArray<T>(long length)
        where T : unmanaged => SharedArray.Create<T>(length, Store);

    private protected SharedValue<T> NewValue<T>(T initial)
        where T : unmanaged => SharedValue.Create(initial, Store);

    private sealed class Holder<T>
        where T : unmanaged
    {
        public Dictionary<string, SharedArray<T>> Arrays { get; } = [];

        public Holder<T>? Inner { get; init; }
    }
}
