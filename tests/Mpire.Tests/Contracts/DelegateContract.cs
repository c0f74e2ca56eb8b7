using Microsoft.Win32.SafeHandles;

namespace Mpire.Tests.Contracts;

/// <summary>Which functions can be tasks, and which are refused at the call.</summary>
public abstract class DelegateContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly int[] Items = [1, 2, 3];

    private interface IAdder
    {
        int Add(int x);
    }

    public static TheoryData<string> Refused => ["FileStream", "MemoryStream", "Lock", "SemaphoreSlim", "CancellationTokenSource", "IEnumerator", "SafeHandle", "Task", "Thread"];

    [Fact]
    public void Methods()
    {
        var pool = NewPool();
        Assert.Equal([2, 4, 6], pool.Map(Twice, Items));
        Assert.Equal([1, 2, 3], pool.Map(Math.Abs, Items));
        Assert.Equal(["1", "2", "3"], pool.Map(Convert.ToString, Items));
        Assert.Equal([11, 12, 13], pool.Map(new Adder(10).Add, Items));
        Assert.Equal([11, 12, 13], pool.Map(((IAdder)new Adder(10)).Add, Items));
        Assert.Equal([11, 12, 13], pool.Map(new ClassAdder { Amount = 10 }.Add, Items));
        Assert.Equal([true, false], pool.Map(new HashSet<int> { 1 }.Contains, [1, 2]));
    }

    [Fact]
    public void Lambdas_and_local_functions()
    {
        var pool = NewPool();
        Assert.Equal([2, 3, 4], pool.Map(static x => x + 1, Items));
        Assert.Equal([11, 12, 13], pool.Map(Closure(10), Items));
        Assert.Equal([111, 112, 113], pool.Map(NestedClosure(10, 100), Items));
        Assert.Equal([2, 3, 4], pool.Map(Local, Items));
        Assert.Equal([[1, 2, 3], [2, 3, 4], [3, 4, 5]], LoopVariables().Select(f => pool.Map(f, Items)));
        Assert.Equal([1, 2, 6], pool.Map(Recursive(), Items));
        Assert.Equal(["1", "2", "3"], pool.Map(Generic<int>.Text, Items));
        Assert.Equal(["<1>", "<2>", "<3>"], pool.Map(GenericClosure("<", ">"), Items));
        Assert.Equal([(1, 5L), (2, 5L), (3, 5L)], pool.Map(PairWith<int, long>(5), Items));
        Assert.Equal([3, 4, 5], pool.Map(new Formula { Start = 2 }.Make(), Items));
        Assert.Equal([6, 7, 8], pool.Map(((Func<int, int>)Twice).Invoke, Items).Zip([4, 3, 2], (a, b) => a + b));

        static int Local(int x) => x + 1;
    }

    [Fact]
    public void What_was_captured_is_a_copy_for_processes_and_the_same_for_threads()
    {
        var pool = NewPool(workers: 1);
        var list = new List<int>();
        pool.Map(AddingTo(list), Items);
        Assert.Equal(HasProcesses ? 0 : 3, list.Count);

        // Captured as it is at the call, not when the lambda was made.
        var box = new ClassAdder { Amount = 1 };
        Func<int, int> task = box.Add;
        box.Amount = 100;
        Assert.Equal([101, 102, 103], pool.Map(task, Items));
        box.Amount = 200;
        Assert.Equal([201, 202, 203], pool.Map(task, Items));
    }

    [Fact]
    public void Many_different_functions_on_one_pool()
    {
        var pool = NewPool();
        for (var i = 0; i < 200; i++) Assert.Equal([i + 1, i + 2, i + 3], pool.Map(Closure(i), Items));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_travel_is_refused_at_the_call_and_starts_no_worker(string kind)
    {
        if (!HasProcesses) return;

        // Copies that were made for the call would have inherited it.
        var pool = Started(NewPool());
        await using var file = File.OpenRead("/proc/self/status");
        await using var memory = new MemoryStream();
        using var semaphore = new SemaphoreSlim(1);
        using var source = new CancellationTokenSource();
        var (task, name, type) = kind switch
        {
            "FileStream" => (Capturing(file), "captured", "System.IO.FileStream"),
            "MemoryStream" => (Capturing(memory), "captured", "System.IO.MemoryStream"),
            "Lock" => (Capturing(new Lock()), "captured", "System.Threading.Lock"),
            "SemaphoreSlim" => (Capturing(semaphore), "captured", "System.Threading.SemaphoreSlim"),
            "CancellationTokenSource" => (Capturing(source), "captured", "System.Threading.CancellationTokenSource"),
            "IEnumerator" => (Capturing(Walking()), "captured", "Walking"),
            "SafeHandle" => (Capturing(file.SafeFileHandle), "captured", nameof(SafeFileHandle)),
            "Task" => (Capturing(Task.CompletedTask), "captured", "System.Threading.Tasks.Task"),
            _ => (Capturing(Thread.CurrentThread), "captured", "System.Threading.Thread"),
        };
        Func<object?>[] calls =
        [
            () => pool.Map(task, Items), () => pool.MapUnordered(task, Items), () => pool.Imap(task, Items), () => pool.ImapUnordered(task, Items),
            () => pool.MapAsync(task, Items), () => pool.ImapAsync(task, Items), () => pool.Apply(task, 1), () => pool.ApplyAsync(task, 1),
        ];
        foreach (var call in calls)
        {
            // By the returned task, if there is one.
            var error = await Assert.ThrowsAsync<SerializationException>(() => call() as Task ?? Task.CompletedTask);
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
            Assert.Contains(type, error.Message, StringComparison.Ordinal);
            Assert.Contains(type, error.OffendingType, StringComparison.Ordinal);
        }

        Assert.Equal(HasCopies ? 2 : 0, CountChildren());
        Assert.Equal([1, 4, 9], pool.Map(static x => x * x, Items));

        static IEnumerator<int> Walking()
        {
            yield return 1;
        }
    }

    [Fact]
    public void A_refusal_names_the_captured_variable_its_type_and_the_field_inside()
    {
        if (!HasProcesses) return;
        var pool = Started(NewPool());
        using var form = new Form();
        var error = Assert.Throws<SerializationException>(() => pool.Map(Through(form), Items));
        Assert.Contains("'form'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Form), error.Message, StringComparison.Ordinal);
        Assert.Contains("_log", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.IO.MemoryStream", error.Message, StringComparison.Ordinal);
        Assert.Contains("_log", error.Path, StringComparison.Ordinal);

        error = Assert.Throws<SerializationException>(() => pool.Map(form.AddOne, Items));
        Assert.Contains("_log", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<SerializationException>(() => pool.Map(form.Task(), Items));
        Assert.Contains("_log", error.Message, StringComparison.Ordinal);
        Assert.Equal(HasCopies ? 2 : 0, CountChildren());
    }

    [Fact]
    public void A_captured_token_is_refused_with_the_remedy()
    {
        if (!HasProcesses) return;
        using var source = new CancellationTokenSource();
        var pool = NewPool();
        var task = WithToken(source.Token);
        var error = Assert.Throws<SerializationException>(() => pool.Map(task, Items));
        Assert.Contains("'token'", error.Message, StringComparison.Ordinal);
        Assert.Contains("CancellationToken", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, CountChildren());
    }

    private static int Twice(int x) => 2 * x;

    private static Func<int, int> Closure(int n) => x => x + n;

    private static Func<int, int> NestedClosure(int n, int m)
    {
        Func<int, int> inner = x => x + n;
        {
            var twice = m;
            return x => inner(x) + twice;
        }
    }

    private static List<Func<int, int>> LoopVariables()
    {
        var all = new List<Func<int, int>>();
        foreach (var n in new[] { 0, 1, 2 }) all.Add(x => x + n);
        return all;
    }

    private static Func<int, int> Recursive()
    {
        Func<int, int> factorial = null!;
        factorial = n => n <= 1 ? 1 : n * factorial(n - 1);
        return factorial;
    }

    private static Func<int, string> GenericClosure<T>(T before, T after) => x => $"{before}{x}{after}";

    private static Func<T1, (T1, T2)> PairWith<T1, T2>(T2 second) => first => (first, second);

    private static Func<int, int> AddingTo(List<int> list) => x =>
    {
        list.Add(x);
        return x;
    };

    private static Func<int, int> Capturing<T>(T captured) => x => captured is null ? 0 : x;

    private static Func<int, int> Through(Form form) => x => form.AddOne(x);

    private static Func<int, int> WithToken(CancellationToken token) => x =>
    {
        token.ThrowIfCancellationRequested();
        return x;
    };

    public sealed record Adder(int Amount) : IAdder
    {
        public int Add(int x) => x + Amount;
    }

    public sealed class ClassAdder
    {
        public int Amount { get; set; }

        public int Add(int x) => x + Amount;
    }

    public sealed class Formula
    {
        public int Start { get; init; }

        public Func<int, int> Make() => x => x + Start;
    }

    public sealed class Form : IDisposable
    {
        private readonly MemoryStream _log = new();

        public int AddOne(int x) => x + 1 + (int)_log.Length;

        public Func<int, int> Task() => AddOne;

        public void Dispose() => _log.Dispose();
    }

    private static class Generic<T>
    {
        public static string Text(T value) => $"{value}";
    }
}
