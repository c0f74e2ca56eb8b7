using Mpire;

namespace Tour;

/// <summary>Objects that live in this process and are used from workers as if they were theirs.</summary>
internal static class ManagedObjects
{
    public static void Run()
    {
        Words();
        OwnObject();
        Queue();
    }

    private static void Words()
    {
        using var manager = SharedManager.Create();
        SharedDictionary<string, int> counts = manager.CreateDictionary<string, int>();
        using var pool = new WorkerPool(workers: 4);
        pool.ForEach(word => counts.AddOrUpdate(word, 1, (_, count) => count + 1), ["lake", "pool", "lake"]);
        Console.WriteLine(counts["lake"]);
        Say.That("words in a shared dictionary", counts["lake"], counts["lake"] == 2 && counts.Count == 2);
    }

    private static void OwnObject()
    {
        using var manager = SharedManager.Create();
        SharedObject<ITicketOffice> office = manager.CreateObject<ITicketOffice>(new TicketOffice(tickets: 10));
        using var pool = WorkerPool.Create(workers: 4).Share(office).Build();
        bool[] sold = pool.Map((worker, _) => worker.Shared.Value.TrySell(), Enumerable.Range(0, 30));
        Say.That("tickets sold", sold.Count(isSold => isSold), sold.Count(isSold => isSold) == 10);
    }

    private static void Queue()
    {
        using var manager = SharedManager.Create();
        SharedQueue<int> found = manager.CreateQueue<int>(capacity: 100);
        using var pool = new WorkerPool(workers: 2);
        Task search = pool.ForEachAsync(
            number =>
            {
                if (number % 7 == 0) found.Add(number);
            },
            Enumerable.Range(1, 1000));
        _ = search.ContinueWith(_ => found.CompleteAdding(), TaskScheduler.Default);
        var sum = 0;
        foreach (int number in found.GetConsumingEnumerable()) sum += number;
        Say.That("found while others search", sum, sum == 71_071);
    }

    internal interface ITicketOffice
    {
        bool TrySell();
    }

    private sealed class TicketOffice(int tickets) : ITicketOffice
    {
        private int _left = tickets;

        // Several workers come at once.
        public bool TrySell() => Interlocked.Decrement(ref _left) >= 0;
    }
}
