using System.Runtime.CompilerServices;
using Mpire.Serialization;

namespace Mpire.Tests.Serialization;

public class ExceptionCodecTests
{
    [Fact]
    public void An_exception_with_an_odd_constructor_arrives_as_its_own_type_with_everything()
    {
        Exception thrown = Catch(() => throw new OddException("broken", 42, ["a"], new InvalidOperationException("inner")) { HelpLink = "help", Data = { ["k"] = 7 } });
        var copy = Assert.IsType<OddException>(RoundTripped(thrown));
        Assert.Equal("broken (42)", copy.Message);
        Assert.Equal(42, copy.Number);
        Assert.Equal(["a"], copy.Tags);
        Assert.Equal("help", copy.HelpLink);
        Assert.Equal(7, copy.Data["k"]);
        Assert.Equal(thrown.HResult, copy.HResult);
        Assert.Equal(thrown.Source, copy.Source);
        Assert.Equal("inner", Assert.IsType<InvalidOperationException>(copy.InnerException).Message);
        Assert.Contains(nameof(An_exception_with_an_odd_constructor_arrives_as_its_own_type_with_everything), copy.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(An_exception_with_an_odd_constructor_arrives_as_its_own_type_with_everything), copy.ToString(), StringComparison.Ordinal);
        Exception again = Catch(() => throw copy);
        Assert.Contains(nameof(An_exception_with_an_odd_constructor_arrives_as_its_own_type_with_everything), again.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_of_the_framework_arrive_as_they_are()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Exception[] all =
        [
            Catch(() => _ = Array.Empty<int>()[Math.Abs(-2)]), Catch(() => source.Token.ThrowIfCancellationRequested()), Catch(() => Task.Delay(-1, source.Token).Wait()),
            Catch(() => File.ReadAllText("/nowhere/at all")), Catch(() => _ = new Dictionary<string, int>()["x"]), new ArgumentOutOfRangeException("p", 5, "m"),
            Catch(() => ((object?)null)!.ToString()), new TaskCanceledException(Task.FromCanceled(source.Token)), new KeyNotFoundException(), new TimeoutException(),
        ];
        foreach (Exception e in all)
        {
            Exception copy = RoundTripped(e);
            Assert.Equal(e.GetType(), copy.GetType());
            Assert.Equal(e.Message, copy.Message);
            Assert.Equal(e.StackTrace is null, copy.StackTrace is null);
        }
    }

    [Fact]
    public void What_cannot_travel_arrives_as_a_description_with_its_stack_and_data()
    {
        Exception thrown = Catch(() => throw new HoldingException(AnyLock.New()) { Data = { ["key"] = new Version(1, 2) } });
        var copy = Assert.IsType<RemoteException>(RoundTripped(thrown));
        Assert.Equal(typeof(HoldingException).FullName, copy.RemoteTypeName);
        Assert.Equal("holding", copy.Message);
        Assert.Equal("1.2", copy.Data["key"]);
        Assert.Contains(nameof(What_cannot_travel_arrives_as_a_description_with_its_stack_and_data), copy.RemoteStackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(HoldingException), copy.ToString(), StringComparison.Ordinal);
        Assert.IsType<RemoteException>(RoundTripped(copy));
    }

    [Fact]
    public void One_part_of_an_aggregate_that_cannot_travel_leaves_the_others_alone()
    {
        var aggregate = new AggregateException("several", new InvalidOperationException("a"), new HoldingException(AnyLock.New()));
        var copy = Assert.IsType<AggregateException>(RoundTripped(aggregate));
        Assert.IsType<InvalidOperationException>(copy.InnerExceptions[0]);
        Assert.IsType<RemoteException>(copy.InnerExceptions[1]);
        Assert.Equal(aggregate.Message, copy.Message);
        Assert.Equal(2, Assert.IsType<AggregateException>(RoundTripped(new AggregateException(new TimeoutException(), new IOException()))).InnerExceptions.Count);
    }

    [Fact]
    public void The_message_of_an_aggregate_of_which_a_part_cannot_travel_stays_as_it_is()
    {
        var aggregate = new AggregateException("several (two) things", new InvalidOperationException("a"), new HoldingException(AnyLock.New()));
        Assert.Equal("several (two) things (a) (holding)", RoundTripped(aggregate).Message);
    }

    [Fact]
    public void Members_that_throw_do_not_break_it()
    {
        Assert.IsType<NastyException>(RoundTripped(new NastyException(null)));
        var described = Assert.IsType<RemoteException>(RoundTripped(new NastyException(AnyLock.New())));
        Assert.Contains("could not be read", described.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_the_reader_cannot_build_arrives_as_a_description()
    {
        using PayloadWriter writer = PayloadWriter.Rent();
        ExceptionCodec.Write(PayloadCodec.Default, writer, new OddException("broken", 1, [], null));
        byte[] bytes = System.Buffers.BuffersExtensions.ToArray(writer.AsSequence());
        int at = bytes.AsSpan().IndexOf(typeof(OddException).Module.ModuleVersionId.ToByteArray());
        bytes[at] ^= 0xFF;
        using var reader = new PayloadReader();
        reader.Reset(new System.Buffers.ReadOnlySequence<byte>(bytes));
        var copy = Assert.IsType<RemoteException>(ExceptionCodec.Read(PayloadCodec.Default, reader));
        Assert.Equal(typeof(OddException).FullName, copy.RemoteTypeName);
        Assert.Equal(0, reader.Remaining);
    }

    private static Exception RoundTripped(Exception exception)
    {
        using PayloadWriter writer = PayloadWriter.Rent();
        ExceptionCodec.Write(PayloadCodec.Default, writer, exception);
        using var reader = new PayloadReader();
        reader.Reset(writer.AsSequence());
        Exception copy = ExceptionCodec.Read(PayloadCodec.Default, reader);
        Assert.Equal(0, reader.Remaining);
        return copy;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception Catch(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    private sealed class OddException(string message, int number, string[] tags, Exception? inner) : Exception(message, inner)
    {
        public int Number { get; } = number;

        public string[] Tags { get; } = tags;

        public override string Message => $"{base.Message} ({Number})";
    }

    private sealed class HoldingException(object held) : Exception("holding")
    {
        public object Held { get; } = held;
    }

    private sealed class NastyException(object? held) : Exception
    {
        private readonly object? _held = held;

        public override string Message => throw new InvalidOperationException("no message" + _held);

        public override string StackTrace => throw new InvalidOperationException("no stack");

        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
