using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text.RegularExpressions;

namespace Mpire.Tests.Contracts;

/// <summary>Static fields that the program has set and that a task reads: each process has its own.</summary>
public abstract class StaticStateContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly int[] Items = [1, 2, 3];

    [Fact]
    public void A_static_field_that_the_program_has_set_is_told_of_once()
    {
        Settings.Factor = 10;
        using var listener = new Listener();
        var pool = NewPool();

        // What the program had set before, a copy of it has. What it sets later none has.
        var isKnown = !HasProcesses || HasCopies;
        for (var i = 0; i < 2; i++) Assert.Equal(isKnown ? [10, 20, 30] : [0, 0, 0], pool.Map(Multiply(1), Items));
        Assert.Equal(isKnown ? [10, 20, 30] : [0, 0, 0], pool.Map(x => Items.Select(static y => Calling(y)).ElementAt(x - 1), Items));
        Assert.Equal(isKnown ? [4, 4, 4] : [1, 1, 1], pool.Map(async _ =>
        {
            await Task.Yield();
            return Settings.WithStart;
        }, Items));

        string[] told = HasProcesses ? ["_factor", "_factor", "WithStart"] : [];
        Assert.Equal(told, listener.Lines.Select(static line => Regex.Match(line, "Settings\\.(\\w+)").Groups[1].Value));
    }

    [Fact]
    public void A_static_field_that_the_program_has_set_is_refused_on_request()
    {
        Settings.Factor = 10;
        var pool = NewPool(2, static options => options with { RefuseStaticState = true });
        var one = 1;
        if (!HasProcesses)
        {
            Assert.Equal([10, 20, 30], pool.Map(Multiply(one), Items));
            return;
        }

        Refused("Settings._factor", () => pool.Map(x => x * one * Settings.Factor, Items));
        Refused("Settings._factor", () => pool.Map(static x => Calling(x), Items));
        Refused("Settings._factor", () => pool.Map(Calling, Items));
        Refused("Settings._factor", () => pool.Imap(x => Local(x), Items));
        Refused("Settings._factor", () => pool.Apply(async x =>
        {
            await Task.Yield();
            return x * Settings.Factor;
        }, 1));
        Refused("Settings.WithStart", () => pool.Map(x => x * Settings.WithStart, Items));
        Refused("Settings.Text", () => pool.Map(x => x + Settings.Text, Items));
        Refused("Settings.Log", () => pool.ForEach(x => Settings.Log?.Invoke(x), Items));

        static int Local(int x) => new[] { x }.Select(y => y * Settings.Factor).Single();

        static void Refused(string name, Action call)
        {
            var error = Assert.Throws<SerializationException>(call);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains("init hook", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Hooks_and_factories_that_read_a_static_field_are_told_of_or_refused()
    {
        Settings.Factor = 10;
        using var listener = new Listener();
        Build(NewBuilder(1).WithHooks(static _ => Console.Error.Write(Settings.Text.Length > 9 ? "?" : "")).Build());
        Build(NewBuilder(1).WithHooks(null, static _ => (object)Settings.WithStart).Build());

        // Copies have hooks and static fields of one moment.
        var isTold = HasProcesses && !HasCopies;
        string[] told = isTold ? ["The init hook", "The exit hook"] : [];
        Assert.Equal(told, listener.Lines.Select(static line => Regex.Match(line, "The \\w+ hook").Value));
        if (!isTold) return;
        Refused("The init hook reads", builder => builder.WithState(static _ => Settings.Factor).Build());
        Refused("The exit hook reads", builder => builder.WithHooks(null, static _ => (object)Settings.Factor).Build());
        Refused("The factory of shared objects reads", builder => builder.Share(static () => Settings.Factor).Build());

        void Build(WorkerPool pool) => Track(pool).Apply(static () => 1);

        void Refused(string text, Func<WorkerPoolBuilder, IDisposable> build)
        {
            var error = Assert.Throws<SerializationException>(() => build(NewBuilder(1, static options => options with { RefuseStaticState = true })).Dispose());
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
            Assert.Contains("Settings._factor", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_static_field_that_the_init_hook_sets_is_neither_told_of_nor_refused()
    {
        Settings.Factor = 10;
        var pool = Track(NewBuilder(2, static options => options with { RefuseStaticState = true }).WithHooks(static _ => Settings.Factor = 10).Build());
        Assert.Equal([10, 20, 30], pool.Map(static x => x * Settings.Factor, Items));
    }

    [Fact]
    public void What_is_the_same_in_each_process_or_filled_by_the_task_is_not_refused()
    {
        Settings.Factor = 10;
        var pool = NewPool(2, static options => options with { RefuseStaticState = true });
        Assert.Equal([8, 9, 10], pool.Map(static x => x + Settings.Constant + Settings.Same + Settings.Unset + Settings.ReadOnly.Length, Items));
        Assert.Equal([2, 3, 4], pool.Map(static x => Cached(x) + Settings.List.Count, Items));
        Assert.Equal([2, 3, 4], pool.Map(static x => Cached(x), Items));
    }

    [Fact]
    public void The_text_about_a_failed_task_names_the_static_field()
    {
        Settings.Factor = 10;
        var pool = NewPool(1);
        var error = Assert.Throws<DivideByZeroException>(() => pool.Map(static x => x / (HasNone() ? Settings.Factor : 0), Items));
        Assert.Equal(HasProcesses, error.TaskFailure!.ToString().Contains("Settings._factor", StringComparison.Ordinal));

        static bool HasNone() => Settings.Factor == 0;
    }

    private static Func<int, int> Multiply(int by) => x => x * by * Settings.Factor;

    private static int Calling(int x) => Further(x);

    private static int Further(int x) => x * Settings.Factor;

    private static int Cached(int x)
    {
        Settings.Cache ??= [0];
        return x + Settings.Cache.Count;
    }

    private static class Settings
    {
        public const int Constant = 1;

        public static readonly string ReadOnly = new('a', 5);

        private static int _factor;

        public static int Unset { get; set; }

        public static Action<int>? Log { get; private set; }

        public static List<int>? Cache { get; set; }

        public static int WithStart { get; private set; } = 1;

        public static int Same { get; set; } = 1;

        public static string Text { get; private set; } = "a";

        public static List<int> List { get; set; } = [];

        public static int Factor
        {
            get => _factor;
            set
            {
                _factor = value;
                WithStart = 4;
                Text = "b";
                Log = Console.WriteLine;
            }
        }
    }

    private sealed class Listener : EventListener
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Mpire") EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Lines?.Enqueue(string.Join(' ', eventData.Payload ?? []));
    }
}
