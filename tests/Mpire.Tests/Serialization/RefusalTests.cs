using Mpire.Serialization;

namespace Mpire.Tests.Serialization;

public class RefusalTests
{
    private readonly nint _handle = 5;

    [Fact]
    public void A_captured_stream_is_named_with_its_variable_type_and_path()
    {
        using var stream = new MemoryStream();
        Func<long> task = () => stream.Length;
        SerializationException error = Refused(task);
        Assert.Equal("task.closure.stream", error.Path);
        Assert.Equal("System.IO.MemoryStream", error.OffendingType);
        Assert.Contains("captured variable 'stream'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Send the path or the bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_reached_through_this_is_named_with_its_way()
    {
        int more = 1;
        Func<long> task = () => _handle + more;
        SerializationException error = Refused(task);
        Assert.Equal("task.closure.this._handle", error.Path);
        Assert.Contains("captured variable 'this' of type 'Mpire.Tests.Serialization.RefusalTests'", error.Message, StringComparison.Ordinal);
        Assert.Contains("IntPtr", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_of_an_outer_scope_is_named_without_compiler_names()
    {
        using var gate = new SemaphoreSlim(1);
        Func<int>? task = null;
        for (int i = 0; i < 1; i++)
        {
            int inner = i;
            task = () => inner + gate.CurrentCount;
        }

        Assert.Equal("task.closure.gate", Refused(task!).Path);
    }

    [Fact]
    public void What_belongs_to_a_process_is_refused()
    {
        using var source = new CancellationTokenSource();
        using var timer = new Timer(_ => { });
        using var signal = new ManualResetEvent(false);
        using var local = new ThreadLocal<int>();
        using var file = File.OpenHandle(typeof(RefusalTests).Assembly.Location);
        object[] all =
        [
            Task.CompletedTask, Task.FromResult(1), Thread.CurrentThread, timer, signal, new SemaphoreSlim(1), new ReaderWriterLockSlim(), AnyLock.New(), source,
            source.Token, local, new WeakReference(this), new WeakReference<object>(this), Numbers(), Numbers().GetEnumerator(), (nint)5, file,
            new Lazy<int>(() => source.Token.WaitHandle.GetHashCode()), new TaskCompletionSource(), new HttpClient(), "abc".ToLookup(c => c),
        ];
        foreach (object value in all)
        {
            SerializationException error = Assert.Throws<SerializationException>(() => RoundTrip.Of<object>(new Carrier(value)));
            Assert.StartsWith("value.Content", error.Path, StringComparison.Ordinal);
            Assert.NotNull(error.OffendingType);
        }
    }

    [Fact]
    public void Members_that_are_null_or_left_out_do_not_hinder()
    {
        Assert.Null(RoundTrip.Of(new WithStream()).Stream);
        using var stream = new MemoryStream();
        Assert.Equal(3, RoundTrip.Of(new LeavesOut { Number = 3, Stream = stream }).Number);
        Assert.False(RoundTrip.Of(CancellationToken.None).CanBeCanceled);
        Assert.True(RoundTrip.Of<object>(new CancellationToken(true)) is CancellationToken { IsCancellationRequested: true });
    }

    [Fact]
    public void The_failing_item_of_a_chunk_is_told_and_the_writer_is_as_before()
    {
        object[] items = ["a", new Carrier(new Carrier("b")), new Carrier(new Carrier(AnyLock.New())), "d"];
        using PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteInt32(1);
        int failed = -2;
        SerializationException error = Assert.Throws<SerializationException>(
            () => PayloadCodec.Default.WriteItems<object>(writer, items, out failed));
        Assert.Equal(2, failed);
        Assert.Equal("[2].Content.Content", error.Path);
        Assert.Equal(4, writer.Length);
    }

    private static SerializationException Refused<T>(T task)
    {
        using PayloadWriter writer = PayloadWriter.Rent();
        return Assert.Throws<SerializationException>(() => PayloadCodec.Default.WriteGraph(writer, task, "task"));
    }

    private static IEnumerable<int> Numbers()
    {
        yield return 1;
    }

    private sealed record Carrier(object Content);

    private sealed class WithStream
    {
        public Stream? Stream { get; init; }
    }

    private sealed class LeavesOut
    {
        [NonSerialized]
        private Stream? _stream;

        public int Number { get; init; }

        public Stream? Stream
        {
            get => _stream;
            set => _stream = value;
        }
    }
}
