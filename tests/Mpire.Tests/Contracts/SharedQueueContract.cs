using System.Diagnostics;

namespace Mpire.Tests.Contracts;

/// <summary>A queue gives every item once, in order, and a worker that dies takes nothing with it.</summary>
public abstract class SharedQueueContract(WorkerPoolOptions method) : PoolContract(method)
{
    private const int Kills = 20;

    // No copy takes the place of a dead one while there is a manager, whose connections have a thread.
    private const int OfOnePool = 1;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    static SharedQueueContract() => FirstSocket.Open();

    [Fact]
    public void Every_item_is_taken_once_and_those_of_one_producer_in_their_order()
    {
        const int items = 1000;
        var (consuming, producing) = (Started(NewPool(2)), Started(NewPool(2)));
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<(int Producer, int Number, string Text)>(capacity: 8);
        var consumers = consuming.MapAsync(static queue => queue.GetConsumingEnumerable().ToList(), [queue, queue], new MapOptions { ChunkSize = 1 });
        var producers = producing.ForEachAsync(
            producer =>
            {
                for (var i = 0; i < items; i++) queue.Add((producer, i, $"{i}"));
            },
            [0, 1],
            new MapOptions { ChunkSize = 1 });
        var mine = new List<(int Producer, int Number, string Text)>();
        for (var i = 0; i < items; i++)
        {
            queue.Add((9, i, ""));
            if (queue.TryTake(out var item)) mine.Add(item);
        }

        producers.GetAwaiter().GetResult();
        queue.CompleteAdding();
        var all = consumers.GetAwaiter().GetResult().Append(mine).ToList();
        Assert.Equal(3 * items, all.SelectMany(static one => one).Distinct().Count());
        Assert.Equal(3 * items, all.Sum(static one => one.Count));
        foreach (var one in all)
        {
            foreach (var producer in one.GroupBy(static item => item.Producer))
                Assert.Equal(producer.Select(static item => item.Number).Order(), producer.Select(static item => item.Number));
        }
    }

    [Fact]
    public void A_full_queue_holds_who_adds_and_an_empty_one_who_takes()
    {
        var pool = Started(NewPool(2));
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>(capacity: 2);
        Assert.Equal((true, true, false, 2, 2), pool.Apply(
            static queue => (queue.TryAdd(1), queue.TryAdd(2, TimeSpan.FromSeconds(1)), queue.TryAdd(3, TimeSpan.FromMilliseconds(20)), queue.Count, queue.Capacity),
            queue));
        var waiting = pool.ApplyAsync(
            static queue =>
            {
                queue.Add(3);
                return 0;
            },
            queue);
        Assert.Equal(1, queue.Take());
        waiting.GetAwaiter().GetResult();
        Assert.Equal([2, 3], [queue.Take(), queue.Take()]);
        Assert.False(pool.Apply(static queue => queue.TryTake(out _) || queue.TryTake(out _, TimeSpan.FromMilliseconds(20)), queue));
        var taking = pool.ApplyAsync(static queue => queue.Take(), queue);
        queue.Add(4);
        Assert.Equal(4, taking.GetAwaiter().GetResult());
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => manager.CreateQueue<int>(0));
        Assert.Equal("capacity", wrong.ParamName);
    }

    [Fact]
    public void Who_waits_can_be_called_off()
    {
        var pool = Started(NewPool(1));
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>();
        var isCancelled = pool.ApplyAsync(
            static async (SharedQueue<int> queue) =>
            {
                using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
                var waiting = Assert.ThrowsAny<OperationCanceledException>(() => queue.Take(impatient.Token));
                Assert.Equal(impatient.Token, waiting.CancellationToken);
                using var later = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
                var asynchronous = queue.TakeAsync(later.Token);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asynchronous);
                queue.Add(1, CancellationToken.None);
                return asynchronous.IsCanceled && queue.Take(CancellationToken.None) == 1;
            },
            queue).GetAwaiter().GetResult();
        Assert.True(isCancelled);
    }

    [Fact]
    public void A_queue_ends_for_all_when_nothing_is_added_any_more()
    {
        var pool = Started(NewPool(3));
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>();
        var taken = pool.MapAsync(
            static async (SharedQueue<int> queue) =>
            {
                var count = 0;
                await foreach (var item in queue.TakeAllAsync()) count += item;
                Assert.Throws<InvalidOperationException>(() => queue.Take());
                Assert.Throws<InvalidOperationException>(() => queue.Add(1));
                Assert.True(queue is { IsCompleted: true, IsAddingCompleted: true });
                return count;
            },
            [queue, queue, queue],
            new MapOptions { ChunkSize = 1 });
        for (var i = 0; i < 100; i++) queue.AddAsync(1).GetAwaiter().GetResult();
        queue.CompleteAdding();
        Assert.Equal(100, taken.GetAwaiter().GetResult().Sum());
    }

    [Fact]
    public void A_worker_that_is_killed_while_it_waits_takes_nothing_with_it()
    {
        if (!HasProcesses) return;
        var pool = Started(NewPool(1));
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>();
        var told = NewTally();
        for (var i = 1; i <= (HasCopies ? OfOnePool : Kills); i++)
        {
            var call = pool.ApplyAsync(
                told =>
                {
                    // The process ends in the middle of the call, from another thread.
                    new Thread(() =>
                    {
                        told.Add();
                        _ = Task.Delay(10).ContinueWith(static _ => Process.GetCurrentProcess().Kill(), TaskScheduler.Default);
                    }).Start();
                    return queue.Take();
                },
                told);
            told.WaitFor(i);
            Assert.Throws<WorkerDiedException>(() => call.GetAwaiter().GetResult());
            queue.Add(i);
            Assert.True(queue.TryTake(out var item, Long));
            Assert.Equal(i, item);
        }
    }

    [Fact]
    public async Task Workers_that_are_killed_at_any_moment_lose_nothing_that_they_had_not_taken()
    {
        if (!HasProcesses) return;
        const int items = 2000;
        var pool = Started(NewPool(4));
        using var manager = SharedManager.Create();
        var queue = manager.CreateQueue<int>(capacity: 16);
        using var taken = SharedArray.Create<int>(items);
        for (var i = 0; i < (HasCopies ? OfOnePool : Kills / 4); i++)
        {
            taken.Fill(0);
            var consumers = new List<Task<int>>();
            for (var number = 0; number < 4; number++)
            {
                consumers.Add(pool.ApplyAsync(
                    number =>
                    {
                        if (number > 0) _ = Task.Delay(Random.Shared.Next(30)).ContinueWith(static _ => Process.GetCurrentProcess().Kill(), TaskScheduler.Default);
                        foreach (var item in queue.GetConsumingEnumerable()) taken.Add(item, 1);
                        if (number > 0) Thread.Sleep(Timeout.Infinite);
                        return 0;
                    },
                    number));
            }

            for (var item = 0; item < items; item++) queue.Add(item);
            foreach (var killed in consumers.Skip(1)) await Assert.ThrowsAsync<WorkerDiedException>(() => killed);
            queue.CompleteAdding();
            await consumers[0];

            // A worker may die between taking and counting: then the item was its own.
            var missing = taken.ToArray().Count(static times => times == 0);
            Assert.True(missing <= 3, $"{missing} items are missing");
            Assert.DoesNotContain(taken.ToArray(), static times => times > 1);
            queue = manager.CreateQueue<int>(capacity: 16);
        }
    }
}
