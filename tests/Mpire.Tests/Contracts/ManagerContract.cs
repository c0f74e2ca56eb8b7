namespace Mpire.Tests.Contracts;

/// <summary>Objects of a manager are one and the same for the caller and all its workers.</summary>
public abstract class ManagerContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    static ManagerContract() => FirstSocket.Open();

    protected virtual SharedManager NewManager() => SharedManager.Create();

    [Fact]
    public void What_a_worker_does_to_a_dictionary_everybody_sees()
    {
        var pool = Started(NewPool(3));
        using var manager = NewManager();
        var words = manager.CreateDictionary<string, int>();
        words["first"] = 1;
        pool.ForEach(
            word =>
            {
                words.AddOrUpdate(word, 1, static (_, count) => count + 1);
                if (!words.ContainsKey("first")) throw new InvalidOperationException("It was there.");
            },
            Enumerable.Range(0, 300).Select(static i => $"word {i % 10}"));
        Assert.Equal(11, words.Count);
        Assert.All(words.Where(static pair => pair.Key != "first"), static pair => Assert.Equal(30, pair.Value));
        Assert.Equal(300 + 1, words.Values.Sum());
    }

    [Fact]
    public void A_dictionary_does_for_a_worker_what_a_dictionary_does()
    {
        var pool = Started(NewPool(1));
        using var manager = NewManager();
        var map = manager.CreateDictionary<string, List<int>?>(StringComparer.OrdinalIgnoreCase);
        pool.Apply(static map =>
        {
            map.Add("a", [1, 2]);
            map["B"] = null;
            Assert.True(map.TryAdd("c", [3]));
            Assert.False(map.TryAdd("C", []));
            Assert.Equal([1, 2], map["A"]);
            Assert.True(map.TryGetValue("b", out var none) && none is null);
            Assert.False(map.TryGetValue("d", out _));
            Assert.Throws<KeyNotFoundException>(() => map["d"]);
            Assert.Throws<ArgumentException>(() => map.Add("a", []));
            Assert.Throws<ArgumentNullException>(() => map[null!] = []);
            Assert.Equal(["a", "B", "c"], map.Keys);
            Assert.True(map.Remove("A", out var removed));
            Assert.Equal([1, 2], removed);
            Assert.False(map.Remove("A"));
            Assert.Equal([4], map.GetOrAdd("d", static key => [key.Length + 3]));
            Assert.Equal([4], map.GetOrAdd("D", static _ => throw new InvalidOperationException("It is there.")));
            Assert.Equal(3, map.Count);
            Assert.Equal(2, map.Sum(static pair => pair.Value?.Count ?? 0));
            map.Clear();
            Assert.Empty(map);
            map["left"] = [5];
            return 0;
        }, map);
        Assert.Equal([5], map["LEFT"]);
    }

    [Fact]
    public void A_list_does_for_a_worker_what_a_list_does()
    {
        var pool = Started(NewPool(1));
        using var manager = NewManager();
        var list = manager.CreateList("a", "b");
        pool.Apply(static list =>
        {
            list.Add("c");
            list.AddRange(["d", "e"]);
            list.Insert(0, "z");
            Assert.Equal(["z", "a", "b", "c", "d", "e"], list);
            Assert.Equal(3, list.IndexOf("c"));
            Assert.Contains("d", list);
            Assert.True(list.Remove("d"));
            Assert.False(list.Remove("d"));
            list.RemoveAt(0);
            list[0] = "A";
            Assert.Equal("AA", list.Update(0, static text => text + text));
            Assert.Equal(4, list.Count);
            var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => list[4]);
            Assert.Contains("4 items", wrong.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => list.Insert(6, ""));
            return 0;
        }, list);
        Assert.Equal(["AA", "b", "c", "e"], list.ToArray());
    }

    [Fact]
    public void An_object_is_called_through_its_interface()
    {
        using var manager = NewManager();
        var account = manager.CreateObject<IAccount>(new Account("mine"));
        var names = Track(NewBuilder(3).Share(account).Build()).Map(
            static (worker, amount) =>
            {
                worker.Shared.Value.Pay(amount);
                return worker.Shared.Value.Name;
            },
            Enumerable.Range(1, 100));
        Assert.All(names, static name => Assert.Equal("mine", name));
        Assert.Equal(5050, account.Value.Balance);
        Assert.Equal("mine, Int32", NewPool(1).Apply(static account => account.Value.Describe(7), account));
    }

    [Fact]
    public void An_exception_of_the_object_arrives_as_its_own_type()
    {
        var pool = Started(NewPool(1));
        using var manager = NewManager();
        var account = manager.CreateObject<IAccount>(new Account("mine"));
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => pool.Apply(static account =>
        {
            try
            {
                account.Value.Pay(-1);
                return "";
            }
            catch (ArgumentOutOfRangeException refused) when (refused.ParamName == "amount")
            {
                account.Value.Pay(-2);
                return "";
            }
        }, account));
        Assert.Equal(-2, refused.ActualValue);
    }

    [Fact]
    public void A_task_of_the_object_is_awaited_there_and_the_worker_goes_on()
    {
        var pool = Started(NewPool(1));
        using var manager = NewManager();
        var account = manager.CreateObject<IAccount>(new Account("mine"));
        var balance = pool.ApplyAsync(
            static async (SharedObject<IAccount> account) =>
            {
                // Would wait for ever if it held up the calls behind it.
                var rich = account.Value.ReachesAsync(10, CancellationToken.None);
                var poor = account.Value.RefuseAsync();
                account.Value.Pay(4);
                var isEarly = rich.IsCompleted;
                account.Value.Pay(6);
                var reached = await rich;
                await Assert.ThrowsAsync<NotSupportedException>(() => poor.AsTask());
                using var impatient = new CancellationTokenSource();
                var never = account.Value.ReachesAsync(1000, impatient.Token);
                await impatient.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
                return (isEarly, reached);
            },
            account).GetAwaiter().GetResult();
        Assert.Equal((false, 10), balance);
    }

    [Fact]
    public void Calls_of_one_worker_run_in_their_order_also_when_nobody_waits_for_them()
    {
        const int calls = 500;
        var pool = Started(NewPool(1));
        using var manager = NewManager();
        var log = manager.CreateObject<IAccount>(new Account("mine"));
        pool.ApplyAsync(
            static async (SharedObject<IAccount> log) =>
            {
                var notes = new List<Task>();
                for (var i = 0; i < calls; i++)
                {
                    if (i % 5 == 0) log.Value.Note(i);
                    else notes.Add(log.Value.NoteAsync(i));
                }

                await Task.WhenAll(notes);
                return 0;
            },
            log).GetAwaiter().GetResult();
        Assert.Equal(Enumerable.Range(0, calls), log.Value.Notes);
    }

    [Fact]
    public void A_managed_object_stays_one_wherever_it_travels()
    {
        using var manager = NewManager();
        var list = manager.CreateList<int>();
        var holder = manager.CreateDictionary<string, SharedList<int>>();
        var pool = Track(NewBuilder(1).Share((Deep: new[] { list, list }, list)).Build());
        Assert.True(pool.Apply(
            (worker, given) => ReferenceEquals(worker.Shared.Deep[0], worker.Shared.list) && ReferenceEquals(worker.Shared.list, list) && ReferenceEquals(given, list),
            list));
        Assert.Same(list, pool.Apply(static (_, given) => given, list));
        pool.Apply(
            (_, given) =>
            {
                holder["it"] = given;
                return 0;
            },
            list);
        Assert.Same(list, holder["it"]);
        Assert.Same(list, FailWith(list));
    }

    private object? FailWith(SharedList<int> list)
    {
        var pool = NewPool(1);
        return Assert.Throws<InvalidOperationException>(() => pool.Apply<SharedList<int>, int>(
            static list => throw new InvalidOperationException("x") { Data = { ["list"] = list } }, list)).Data["list"];
    }

    [Fact]
    public void The_pool_of_a_task_uses_it_too()
    {
        var pool = Started(NewPool(2));
        using var manager = NewManager();
        var list = manager.CreateList<int>();
        pool.ForEach(
            first =>
            {
                using var inner = new WorkerPool(new WorkerPoolOptions { Workers = 2, StartMethod = StartMethod.Spawn });
                inner.ForEach(second => list.Add((first * 10) + second), [1, 2]);
            },
            [1, 2],
            new MapOptions { ChunkSize = 1 });
        Assert.Equal([11, 12, 21, 22], list.Order());
    }

    [Fact]
    public void What_cannot_travel_is_named_and_nothing_is_done()
    {
        var pool = Started(NewPool(1));
        using var manager = NewManager();
        var list = manager.CreateList<object>();
        if (!HasProcesses) return;
        var refused = Assert.Throws<SerializationException>(() => pool.Apply(
            static list =>
            {
                list.Add(new Thread(static () => { }));
                return 0;
            },
            list));
        Assert.Contains("Thread", refused.Message, StringComparison.Ordinal);
        Assert.Empty(list);
        list.Add(new Thread(static () => { }));
        Assert.Throws<SerializationException>(() => pool.Apply(static list => list[0].ToString(), list));
        Assert.Equal(1, pool.Apply(static list => list.Count, list));
    }

    [Fact]
    public void After_its_disposal_every_call_is_refused()
    {
        var manager = NewManager();
        var list = manager.CreateList<int>();
        var pool = Track(NewBuilder(2).Share(list).Build());
        pool.ForEach(static (worker, i) => worker.Shared.Add(i), Enumerable.Range(0, 10));
        manager.Dispose();
        manager.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Apply(static (worker, i) => worker.Shared[i], 0));
        Assert.Throws<ObjectDisposedException>(() => pool.Apply(static (worker, i) => worker.Shared.Count, 0));
        Assert.Throws<ObjectDisposedException>(() => list.Count);
        Assert.Throws<ObjectDisposedException>(() => manager.CreateList<int>());
    }

    [Fact]
    public void Its_disposal_ends_calls_that_wait()
    {
        var pool = Started(NewPool(2));
        var manager = NewManager();
        var queue = manager.CreateQueue<int>();
        var told = NewTally();
        var waiting = pool.MapAsync(
            told =>
            {
                told.Add();
                return queue.Take();
            },
            [told, told],
            new MapOptions { ChunkSize = 1 });
        told.WaitFor(2);
        manager.Dispose();
        Assert.Throws<ObjectDisposedException>(() => waiting.GetAwaiter().GetResult());
    }

    [Fact]
    public void A_manager_whose_process_is_gone_is_named()
    {
        if (!HasProcesses) return;
        var pool = NewPool(1);
        var (list, process) = pool.Apply(static _ => (SharedManager.Create().CreateList(1, 2), Environment.ProcessId), 0);
        Assert.Equal(2, list.Count);
        pool.Dispose();
        Assert.Equal(process, Assert.Throws<ManagerGoneException>(() => list.Count).ProcessId);
        Assert.Throws<ManagerGoneException>(() => list.Count);
    }

    public interface IAccount : INamed
    {
        int Balance { get; }

        IReadOnlyList<int> Notes { get; }

        void Pay(int amount);

        string Describe<T>(T value);

        Task<int> ReachesAsync(int balance, CancellationToken cancellationToken);

        ValueTask RefuseAsync();

        void Note(int number);

        Task NoteAsync(int number);
    }

    public interface INamed
    {
        string Name { get; }
    }

    private sealed class Account(string name) : IAccount
    {
        private readonly Lock _gate = new();
        private readonly List<int> _notes = [];
        private readonly List<(int Balance, TaskCompletionSource<int> Reached)> _waiting = [];
        private int _balance;

        public string Name => name;

        public int Balance => _balance;

        public IReadOnlyList<int> Notes => [.. _notes];

        public void Pay(int amount)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(amount);
            lock (_gate)
            {
                _balance += amount;
                foreach (var (balance, reached) in _waiting.Where(one => one.Balance <= _balance)) reached.TrySetResult(_balance);
            }
        }

        public string Describe<T>(T value) => $"{name}, {typeof(T).Name}";

        public Task<int> ReachesAsync(int balance, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((balance, reached));
                return reached.Task.WaitAsync(Long, cancellationToken);
            }
        }

        public async ValueTask RefuseAsync()
        {
            await Task.Yield();
            throw new NotSupportedException("Refused.");
        }

        public void Note(int number)
        {
            lock (_gate) _notes.Add(number);
        }

        public Task NoteAsync(int number)
        {
            Note(number);
            return Task.Delay(1);
        }
    }
}
