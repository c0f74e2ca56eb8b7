using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mpire.Tests.Contracts;

/// <summary>Objects that a task captured and changes: in a process that is a copy.</summary>
public abstract class LostChangeContract : PoolContract
{
    private static readonly string[] Words = ["a", "b", "a", "c", "a", "b", "a", "c"];

    // Standard error has a descriptor of its own as soon as somebody writes to it.
    protected LostChangeContract(WorkerPoolOptions method)
        : base(method) => Console.Error.Flush();

    [Fact]
    public void A_task_that_changes_what_it_captured_is_told_of_once_by_the_variables_name()
    {
        using var listener = new Listener();
        var pool = NewPool(HasProcesses ? 2 : 1);
        var counts = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
        var list = new List<string>();
        var text = new StringWriter();
        var array = new int[3];
        var other = new Counter();
        var concurrent = new ConcurrentDictionary<string, int>();
        var waiting = new ConcurrentQueue<string>();
        for (var i = 0; i < 2; i++)
        {
            pool.ForEach(w => { counts[w]++; }, Words);
            pool.ForEach(list.Add, Words);
            pool.ForEach(async w =>
            {
                await Task.Yield();
                text.Write(w);
            }, Words);
            pool.Map(w => array[w[0] - 'a']++, Words);
            pool.ForEach(other.Add, Words);
            pool.ForEach(w => other.Add(w), Words);
            pool.Apply(() => concurrent.AddOrUpdate("a", 1, static (_, n) => n + 1));
            pool.ForEach(w => waiting.Enqueue(w), Words);
        }

        pool.Stop();
        string[] names = ["counts", "this", "text", "array", "this._seen", "other._seen", "concurrent", "waiting"];
        Assert.Equal(HasProcesses ? names.Order() : [], listener.Names().Order());
        Assert.Equal(HasProcesses ? 0 : 8, counts["a"]);
    }

    [Fact]
    public void A_task_that_changes_nothing_is_told_nothing_of()
    {
        using var listener = new Listener();
        var pool = NewPool();
        var concurrent = new ConcurrentDictionary<string, int>(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create("key" + i, i)));
        var set = Words.ToHashSet();
        set.Remove("a");
        var cached = new Caching();
        var lazy = new Lazy<int>(static () => 3);
        var node = JsonNode.Parse("""{"a": [1, {"b": 2}]}""")!;
        var factor = 3;
        Func<string, int> length = w => w.Length * factor;
        var byReference = new ConcurrentDictionary<object, int>(Enumerable.Range(0, 100).Select(static i => KeyValuePair.Create(new object(), i)));
        var waiting = new ConcurrentQueue<string>(Words);
        int[] results = pool.Map(w => waiting.Count(static one => one == "a") + concurrent.Count + set.Count + cached.Length(w) + node["a"]![1]!["b"]!.GetValue<int>() + length(w) + byReference.Count, Words);
        Assert.Equal(212, results[0]);

        // By itself: a function that holds a lazy value without one is never looked at.
        Assert.Equal(4, pool.Map(w => w.Length + lazy.Value, Words)[0]);
        pool.Stop();
        Assert.Empty(listener.Names());
    }

    [Fact]
    public void Nobody_is_told_on_request()
    {
        using var listener = new Listener();
        var pool = NewPool(HasProcesses ? 2 : 1, static options => options with { LostChanges = LostChanges.Ignore });
        var list = new List<string>();
        pool.ForEach(w => list.Add(w), Words);
        pool.Stop();
        Assert.Empty(listener.Names());
    }

    [Fact]
    public void A_call_whose_task_changes_what_it_captured_fails_on_request()
    {
        var pool = NewPool(HasProcesses ? 2 : 1, static options => options with { LostChanges = LostChanges.Refuse });
        var list = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            Check(() => pool.ForEach(w => list.Add(w), Words));
            Check(() => pool.Apply(w => list.Add(w), "a"));
        }

        Assert.Equal(8, pool.Map(w => w.Length + list.Capacity * 0, Words).Length);

        void Check(Action call)
        {
            if (!HasProcesses)
            {
                call();
                return;
            }

            var error = Assert.Throws<SerializationException>(call);
            Assert.Contains("'list'", error.Message, StringComparison.Ordinal);
            Assert.Contains("LostChanges", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_variable_that_each_worker_fills_for_itself_is_refused_but_on_request()
    {
        Regex? pattern = null;
        bool[] Run(WorkerPool pool) => pool.Map(w => (pattern ??= new Regex("a|b")).IsMatch(w), Words[..4]);

        Assert.Equal([true, true, true, false], Run(NewPool(2, static options => options with { LostChanges = LostChanges.Ignore })));
        Assert.Equal(HasProcesses, pattern is null);
        if (!HasProcesses) return;
        var error = Assert.Throws<SerializationException>(() => Run(NewPool()));
        Assert.Contains("'pattern'", error.Message, StringComparison.Ordinal);
        Assert.Contains("LostChanges to Ignore", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_with_a_comparison_that_exchanges_nothing_is_no_write()
    {
        var number = 5;
        var large = 5L;
        string? text = null;
        var pool = NewPool(1);
        Assert.Equal([6], pool.Map(x => x + Interlocked.CompareExchange(ref number, 0, 0), [1]));
        Assert.Equal([6], pool.Map(x => x + Interlocked.CompareExchange(ref large, -7, -7), [1]));
        Assert.Equal([1], pool.Map(x => x + (Interlocked.CompareExchange(ref text, null, null)?.Length ?? 0), [1]));
        if (!HasProcesses) return;
        Assert.Throws<SerializationException>(() => pool.Map(x => Interlocked.CompareExchange(ref number, 1, 0), [1]));
        Assert.Throws<SerializationException>(() => pool.Map(x => Interlocked.CompareExchange(ref number, x, x), [1]));
    }

    [Fact]
    public void What_was_captured_may_grow_beyond_all_bounds()
    {
        using var listener = new Listener();
        var pool = NewPool(1);
        var list = new List<string>();
        var big = new List<int>();
        pool.Apply(() =>
        {
            for (var i = 0; i < 1_000_000; i++) big.Add(i);
        });
        pool.Apply(() =>
        {
            for (var i = 0; i < 1_000_000; i++) list.Add("text" + i);
        });
        pool.Stop();
        Assert.Equal(HasProcesses ? ["big", "list"] : [], listener.Names());
    }

    private sealed class Counter
    {
        private readonly Dictionary<string, int> _seen = [];

        public void Add(string word)
        {
            lock (_seen) _seen[word] = _seen.GetValueOrDefault(word) + 1;
        }
    }

    private sealed class Caching
    {
        [NonSerialized]
        private Dictionary<string, int>? _cache;

        [SuppressMessage("Style", "IDE0074", Justification = "As a cache is written.")]
        public int Length(string word)
        {
            var cache = _cache ??= [];
            lock (cache) return cache[word] = word.Length;
        }
    }

    private sealed class Listener : EventListener
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Names() => _lines.Select(static line => line.Split('\'')[1]);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Mpire") EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventId == 9) _lines?.Enqueue((string)eventData.Payload![1]!);
        }
    }
}
