using System.Buffers;
using System.Collections;
using System.Text;

namespace Mpire.Tests.Contracts;

/// <summary>Tasks, arguments and results that fail.</summary>
public abstract class FailureContract(WorkerPoolOptions method) : PoolContract(method)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static TheoryData<string> AllVerbs => [.. Verbs.All];

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_exception_arrives_as_its_own_type_with_all_it_carries(string verb)
    {
        var pool = NewPool();
        var error = await Assert.ThrowsAsync<TooHotException>(() => pool.Run(verb, static (int x) => x == 3 ? Overheat(x) : x, Enumerable.Range(0, 10)));
        Assert.Equal("too hot: 99.5 in oven 3", error.Message);
        Assert.Equal((99.5, "oven 3", 7), (error.Degrees, error.Place, error.Code));
        Assert.Equal("value", error.Data["key"]);
        var inner = Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.Equal("sensor", inner.Message);
        Assert.Equal("wire", Assert.IsType<TimeoutException>(inner.InnerException).Message);
        Assert.Contains(nameof(Overheat), error.ToString(), StringComparison.Ordinal);

        var failure = TaskFailure.Of(error);
        Assert.NotNull(failure);
        Assert.InRange(failure.WorkerId ?? -1, 0, 1);
        Assert.Equal(3, failure.TaskIndex);
        Assert.Equal(3, failure.Argument);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public async Task A_failing_call_carries_the_same_and_touches_no_other()
    {
        var pool = NewPool();
        var others = Enumerable.Range(0, 20).Select(i => pool.ApplyAsync(static x => x, i)).ToArray();
        var error = await Assert.ThrowsAsync<TooHotException>(() => pool.ApplyAsync(static x => Overheat(x), 3));
        Assert.Throws<TooHotException>(() => pool.Apply(static x => Overheat(x), 3));
        Assert.Contains(nameof(Overheat), error.StackTrace, StringComparison.Ordinal);
        Assert.Equal(3, TaskFailure.Of(error)!.Argument);
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(others));
        Assert.Throws<InvalidDataException>(() => pool.Apply(static () => throw new InvalidDataException()));
    }

    [Fact]
    public async Task Failures_of_asynchronous_tasks_and_of_actions()
    {
        var pool = NewPool();
        var error = await Assert.ThrowsAsync<TooHotException>(() => pool.RunAwaited("MapAsync", static async (int x) => await Later(x), [3]));
        Assert.Contains(nameof(Overheat), error.ToString(), StringComparison.Ordinal);
        Assert.Throws<TooHotException>(() => pool.ForEach(static x => { Overheat(x); }, [3]));
        Assert.Throws<TooHotException>(() => pool.ForEach(static async x => { await Later(x); }, [3]));
        await Assert.ThrowsAsync<TooHotException>(() => pool.ForEachAsync(static (_, x) => { Overheat(x); }, new[] { 3 }));
        Assert.Throws<TooHotException>(() => pool.StarMap(static (int x, int y) => Overheat(x + y), [(1, 2)]));
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));

        static async Task<int> Later(int x)
        {
            await Task.Yield();
            return Overheat(x);
        }
    }

    [Fact]
    public void Exceptions_with_constructors_of_any_shape()
    {
        var pool = NewPool();
        Assert.Equal(2, Assert.Throws<AggregateException>(() => pool.Apply(static int () => throw new AggregateException(new TimeoutException("a"), new InvalidDataException("b")))).InnerExceptions.Count);
        Assert.Equal("name", Assert.Throws<ArgumentOutOfRangeException>(() => pool.Apply(static int () => throw new ArgumentOutOfRangeException("name", 5, "text"))).ParamName);
        Assert.Equal("file", Assert.Throws<FileNotFoundException>(() => pool.Apply(static int () => throw new FileNotFoundException("text", "file"))).FileName);
        Assert.Throws<OperationCanceledException>(() => pool.Apply(static int () => throw new OperationCanceledException("own")));
        Assert.Throws<HiddenException>(() => pool.Apply(static int () => throw HiddenException.Make()));
        Assert.Throws<DivideByZeroException>(() => pool.Apply(static x => 1 / x, 0));
        Assert.Throws<NullReferenceException>(() => pool.Apply(static s => s!.Length, (string?)null));
        Assert.Throws<IndexOutOfRangeException>(() => pool.Apply(static a => a[1], new int[1]));
    }

    [Fact]
    public void An_exception_that_cannot_travel_still_tells_its_type_message_and_stack()
    {
        var pool = NewPool();
        var error = Assert.ThrowsAny<Exception>(() => pool.Apply(static int () => throw new StuckException(new MemoryStream())));
        Assert.Contains("stuck here", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(StuckException), error.ToString(), StringComparison.Ordinal);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Fact]
    public void The_first_failure_ends_the_map_and_what_waits_is_not_begun()
    {
        var tally = NewTally();
        var pool = NewPool();
        Assert.Throws<InvalidDataException>(() => pool.Map(static pair => Fail(pair), Enumerable.Range(0, 20_000).Select(i => (i, tally)), new MapOptions { ChunkSize = 1, MaxTasksActive = 4 }));

        // The other worker goes on while the first one makes its first exception, which takes longest of all.
        Assert.InRange(tally.Count, 1, 5_000);

        static int Fail((int Index, Tally Tally) pair)
        {
            pair.Tally.Add();
            return pair.Index == 5 ? throw new InvalidDataException() : 0;
        }
    }

    [Fact]
    public void Results_before_the_failure_are_handed_out_by_an_ordered_lazy_map()
    {
        var pool = NewPool();
        var seen = new List<int>();
        Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var x in pool.Imap(static x => x == 20 ? throw new InvalidDataException() : x, Enumerable.Range(0, 40), new MapOptions { ChunkSize = 1 })) seen.Add(x);
        });
        Assert.Equal(Enumerable.Range(0, seen.Count), seen);
        Assert.InRange(seen.Count, 0, 20);
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_result_that_cannot_be_written_fails_its_task(string verb)
    {
        if (!HasProcesses) return;
        var pool = NewPool();
        pool.Map(static x => x, [1, 2]);
        SerializationException? error = null;
        var time = await MeasureAsync(async () => error = await Assert.ThrowsAsync<SerializationException>(
            () => pool.Run(verb, static (int x) => new Holder($"{x}", x == 5 ? new MemoryStream() : null), Enumerable.Range(0, 10))));
        Assert.InRange(time, TimeSpan.Zero, Soon);
        Assert.Contains("Stream", error!.Message, StringComparison.Ordinal);
        Assert.Contains("System.IO.MemoryStream", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, TaskFailure.Of(error)!.TaskIndex);
        Assert.Equal(5, TaskFailure.Of(error)!.Argument);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_argument_that_cannot_be_written_fails_its_task(string verb)
    {
        if (!HasProcesses) return;
        var pool = NewPool();
        pool.Map(static x => x, [1, 2]);
        var items = Enumerable.Range(0, 10).Select(x => new Holder($"{x}", x == 5 ? new MemoryStream() : null)).ToArray();
        SerializationException? error = null;
        var time = await MeasureAsync(async () => error = await Assert.ThrowsAsync<SerializationException>(() => pool.Run(verb, static (Holder h) => h.Name, items)));
        Assert.InRange(time, TimeSpan.Zero, Soon);
        Assert.Contains("Stream", error!.Message, StringComparison.Ordinal);
        Assert.Contains("System.IO.MemoryStream", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, TaskFailure.Of(error)!.TaskIndex);
        Assert.Same(items[5], TaskFailure.Of(error)!.Argument);
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
        error = Assert.Throws<SerializationException>(() => pool.Apply(static h => h.Name, items[5]));
        Assert.Same(items[5], TaskFailure.Of(error)!.Argument);
        Assert.Throws<SerializationException>(() => pool.Apply(static () => new Holder("", new MemoryStream())));
        Assert.Equal([1, 4], pool.Map(static x => x * x, [1, 2]));
    }

    [Theory]
    [InlineData(Trouble.WhenWritingHere)]
    [InlineData(Trouble.WhenReadingThere)]
    [InlineData(Trouble.WhenWritingThere)]
    [InlineData(Trouble.WhenReadingHere)]
    public async Task A_serializer_that_throws_fails_the_task_it_throws_for(Trouble trouble)
    {
        if (!HasProcesses) return;
        foreach (var verb in Verbs.All)
        {
            var pool = NewPool(2, o => o with { Serializer = new Moody(Environment.ProcessId) });
            Assert.Equal(["fine"], pool.Map(static s => s, ["fine"]));
            string[] items = trouble is Trouble.WhenWritingHere or Trouble.WhenReadingThere ? ["a", $"{trouble}", "c"] : ["a", $"make {trouble}", "c"];
            SerializationException? error = null;
            var time = await MeasureAsync(async () => error = await Assert.ThrowsAsync<SerializationException>(
                () => pool.Run(verb, static (string s) => s.StartsWith("make ", StringComparison.Ordinal) ? s[5..] : s, items, new MapOptions { ChunkSize = 3 })));
            Assert.InRange(time, TimeSpan.Zero, Soon);
            Assert.Contains("String", error!.ToString(), StringComparison.Ordinal);
            Assert.Contains("in a bad mood", error.ToString(), StringComparison.Ordinal);
            Assert.Equal(1, TaskFailure.Of(error)!.TaskIndex);
            Assert.Equal(["fine"], pool.Map(static s => s, ["fine"]));
        }
    }

    [Fact]
    public void After_many_failures_in_a_row_the_pool_still_works()
    {
        var pool = NewPool();
        for (var i = 0; i < 30; i++)
        {
            Assert.Throws<InvalidDataException>(() => pool.Map(static x => x == 7 ? throw new InvalidDataException() : x, Enumerable.Range(0, 10)));
            Assert.Throws<InvalidDataException>(() => pool.MapUnordered(static x => x == 7 ? throw new InvalidDataException() : x, Enumerable.Range(0, 10).Where(_ => true)));
            Assert.Equal(Enumerable.Range(0, 10), pool.Map(static x => x, Enumerable.Range(0, 10)));
        }

        if (HasProcesses) Assert.InRange(CountChildren(), 1, 2);
    }

    private static async Task<TimeSpan> MeasureAsync(Func<Task> action)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }

    private static int Overheat(int oven)
    {
        try
        {
            throw new InvalidDataException("sensor", new TimeoutException("wire"));
        }
        catch (InvalidDataException cause)
        {
            throw new TooHotException(99.5, $"oven {oven}", cause) { Code = 7, Data = { ["key"] = "value" } };
        }
    }

    public enum Trouble
    {
        WhenWritingHere,
        WhenReadingThere,
        WhenWritingThere,
        WhenReadingHere,
    }

    public sealed class TooHotException(double degrees, string place, Exception cause) : Exception($"too hot: {degrees} in {place}", cause)
    {
        public double Degrees { get; } = degrees;

        public string Place { get; } = place;

        public int Code { get; init; }

        public override IDictionary Data => base.Data;
    }

    public sealed class HiddenException : Exception
    {
        private HiddenException()
        {
        }

        public static HiddenException Make() => new();
    }

    public sealed class StuckException(Stream stream) : Exception("stuck here")
    {
        public Stream Stream { get; } = stream;
    }

    public sealed record Holder(string Name, Stream? Stream);

    public sealed class Moody(int home) : IPayloadSerializer
    {
        private readonly int _home = home;

        public void Serialize<T>(IBufferWriter<byte> destination, T value)
        {
            var text = $"{value}";
            if (text == $"{(Environment.ProcessId == _home ? Trouble.WhenWritingHere : Trouble.WhenWritingThere)}") throw new InvalidOperationException("in a bad mood");
            destination.Write(Encoding.UTF8.GetBytes(text));
        }

        public T Deserialize<T>(ReadOnlySequence<byte> source)
        {
            var text = Encoding.UTF8.GetString(source);
            if (text == $"{(Environment.ProcessId == _home ? Trouble.WhenReadingHere : Trouble.WhenReadingThere)}") throw new InvalidOperationException("in a bad mood");
            return (T)(object)text;
        }
    }
}
