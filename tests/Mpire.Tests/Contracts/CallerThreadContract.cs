using System.Buffers;
using System.Text;

namespace Mpire.Tests.Contracts;

/// <summary>What a call does on its caller's thread, and what it does not: asynchronous ones neither wait there nor throw.</summary>
public abstract class CallerThreadContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Fact]
    public async Task Only_what_is_wrong_with_the_arguments_is_thrown_at_an_asynchronous_call()
    {
        var pool = NewPool(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = pool.MapAsync(static x => x, [1], new MapOptions { ChunkSize = -1 }); });
        Assert.Throws<ArgumentException>(() => { _ = pool.ApplyAsync<Task>(static () => new Task(static () => { })); });

        Task[] cancelled =
        [
            pool.MapAsync(static x => x, [1], cancellationToken: new CancellationToken(true)),
            pool.ForEachAsync(static x => { }, [1], cancellationToken: new CancellationToken(true)),
            pool.ApplyAsync(static () => 1, new CancellationToken(true)),
        ];
        foreach (var call in cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        if (HasProcesses)
        {
            StartEarly(pool);
            using var bound = new MemoryStream();
            Task[] refused = [pool.MapAsync(x => x + bound.Length, [1]), pool.ApplyAsync(() => bound.Length), pool.ApplyAsync(static s => s.Length, bound)];
            foreach (var call in refused) await Assert.ThrowsAsync<SerializationException>(() => call);
        }

        Assert.Equal(new[] { 2 }, await pool.MapAsync(static x => x + 1, Enumerable.Repeat(1, 1)));
        pool.Dispose();
        Task[] late = [pool.MapAsync(static x => x, [1]), pool.ForEachAsync(static x => { }, [1]), pool.ApplyAsync(static () => 1)];
        foreach (var call in late) await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
    }

    [Fact]
    public async Task A_second_map_is_refused_by_its_task_and_the_first_goes_on()
    {
        var gate = NewGate();
        var pool = NewPool(1);
        var first = pool.MapAsync(gate.Pass, [7]);
        var second = pool.MapAsync(static x => x, [1]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        gate.Open();
        Assert.Equal(new[] { 7 }, await first);
    }

    [Fact]
    public async Task An_asynchronous_call_does_not_wait_for_workers_that_have_to_go_first()
    {
        var (gate, left) = (NewGate(), NewTally());
        var builder = NewBuilder(1).Share((Gate: gate, Left: left, Number: 1)).WithHooks(static _ => { }, static worker =>
        {
            worker.Shared.Left.Add();
            if (worker.Shared.Number == 1) worker.Shared.Gate.Pass();
            return null;
        });
        var pool = Track(builder.Build());
        Assert.Equal(1, pool.Apply(static worker => worker.Shared.Number));
        pool.SetSharedObjects((gate, left, 2));

        // The hook of the old worker holds both up until the gate is open.
        var argument = new[] { 1, 2, 3 };
        var map = pool.MapAsync(static (worker, x) => worker.Shared.Number * x, [10]);
        var call = pool.ApplyAsync(static (worker, numbers) => worker.Shared.Number * numbers.Sum(), argument);

        // Worker threads get the very object.
        if (HasProcesses) Array.Clear(argument);
        left.WaitFor(1);
        Assert.False(map.IsCompleted || call.IsCompleted);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.MapAsync(static (_, x) => x, [1]));
        gate.Open();
        Assert.Equal(new[] { 20 }, await map);
        Assert.Equal(12, await call);
    }

    [Fact]
    public async Task Stopping_asynchronously_takes_no_thread_of_the_thread_pool()
    {
        const int Pools = 12;
        var (gate, left) = (NewGate(), NewTally());
        var pools = new List<WorkerPool<(Gate Gate, Tally Left)>>();
        for (var i = 0; i < Pools; i++)
        {
            pools.Add(Track(NewBuilder(1).Share((Gate: gate, Left: left)).WithHooks(static _ => { }, static worker =>
            {
                worker.Shared.Left.Add();
                return worker.Shared.Gate.Pass(0);
            }).Build()));
            pools[i].Apply(static _ => 1);
        }

        var stops = pools.Select((pool, i) => i % 2 == 0 ? pool.StopAsync() : pool.DisposeAsync().AsTask()).ToArray();
        left.WaitFor(Pools);
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        Assert.DoesNotContain(stops, stop => stop.IsCompleted);
        Assert.True(most - available < Pools, $"{most - available} threads are taken");
        gate.Open();
        await Task.WhenAll(stops);
        Assert.Equal(0, CountChildren());
    }

    [Fact]
    public async Task A_stop_that_is_waited_for_can_be_given_up_and_the_workers_end_all_the_same()
    {
        var gate = NewGate();
        var pool = Track(NewBuilder(1).Share(gate).WithHooks(static _ => { }, static worker => worker.Shared.Pass(1)).Build());
        Assert.Equal(1, pool.Apply(static _ => 1));
        using var source = new CancellationTokenSource();
        var stop = pool.StopAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop);
        gate.Open();
        await pool.StopAsync();
        Assert.Equal(2, await pool.ApplyAsync(static _ => 2));
    }

    [Fact]
    public async Task Terminating_asynchronously_ends_what_runs()
    {
        var (gate, begun) = (NewGate(), NewTally());
        var pool = Started(NewPool(1));
        var map = pool.MapAsync(
            static item =>
            {
                item.Begun.Add();
                item.Gate.Pass();
                return 1;
            },
            [(Begun: begun, Gate: gate)]);
        begun.WaitFor(1);
        await pool.TerminateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        Assert.Equal(0, CountChildren());
        gate.Open();
        Assert.Equal(new[] { 2 }, await pool.MapAsync(static x => x + 1, Enumerable.Repeat(1, 1)));
    }

    [Fact]
    public void A_serializer_that_cuts_a_chunk_may_use_the_pool()
    {
        if (!HasProcesses) return;
        var serializer = new AskingPayloads();
        var pool = NewPool(1, o => o with { Serializer = serializer });

        // Another thread, since a lock may be entered twice by one. A worker that is a copy has the serializer as it is, and no part in the pool.
        var here = Environment.ProcessId;
        serializer.Ask = () => Environment.ProcessId != here || Task.Run(() => pool.GetExitResults<int>().Count).Wait(TimeSpan.FromSeconds(30));
        var items = Enumerable.Range(0, 50).Select(static x => $"{x}").ToArray();

        // The first worker has one task behind it, so that no chunk of its lifespan's length fits.
        Assert.Equal("first", pool.Apply(static x => x, "first"));
        Assert.Equal(items, pool.Map(static x => x, items, new MapOptions { ChunkSize = 7, WorkerLifespan = 7 }));
        Assert.True(serializer.Asked > items.Length + 1, $"{serializer.Asked}");
        Assert.True(serializer.AllAnswered);
    }

    /// <summary>Writes text, and asks its pool something in each.</summary>
    private sealed class AskingPayloads : IPayloadSerializer
    {
        [NonSerialized]
        private Func<bool>? _ask;

        public Func<bool>? Ask
        {
            get => _ask;
            set => _ask = value;
        }

        public int Asked { get; private set; }

        public bool AllAnswered { get; private set; } = true;

        public void Serialize<T>(IBufferWriter<byte> destination, T value)
        {
            if (_ask is { } ask)
            {
                Asked++;
                AllAnswered &= ask();
            }

            destination.Write(Encoding.UTF8.GetBytes((string)(object)value!));
        }

        public T Deserialize<T>(ReadOnlySequence<byte> source) => (T)(object)Encoding.UTF8.GetString(source.ToArray());
    }
}
