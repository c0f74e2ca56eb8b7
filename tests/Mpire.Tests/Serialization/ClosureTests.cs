using Mpire.Inspection;

namespace Mpire.Tests.Serialization;

/// <summary>Of what a lambda and its neighbours captured, what it reads travels, and no more.</summary>
public class ClosureTests
{
    public static TheoryData<string> Shapes => [.. ClosureShapes.All.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_a_function_does_not_read_stays(string shape)
    {
        Func<int, int> function = ClosureShapes.All[shape]();
        Func<int, int> copy = RoundTrip.Of(function);
        foreach (int x in (int[])[0, 1, 2, 7])
        {
            Assert.Equal(x + 5, function(x));
            Assert.Equal(x + 5, copy(x));
            Assert.Equal(x + 5, RoundTrip.Of(copy)(x));
        }

        Assert.NotNull(LambdaUse.Of(function.Method).Reads);
        Assert.Empty(LambdaUse.Of(function.Method).Writes);
        var twins = RoundTrip.Of((function, new List<object> { function, ClosureShapes.All[shape]() }));
        Assert.Equal(13, twins.function(8));
        Assert.All(twins.Item2, twin => Assert.Equal(13, ((Func<int, int>)twin)(8)));
    }

    [Fact]
    public void Where_the_code_does_not_tell_all_is_sent_and_a_refusal_says_so()
    {
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(ClosureShapes.Tree()));
        Assert.Contains("'unread'", error.Message, StringComparison.Ordinal);
        Assert.Contains("could not be told", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_read_and_cannot_travel_is_refused_by_name_and_nothing_else_is_blamed()
    {
        using var source = new CancellationTokenSource();
        int n = 1;
        Func<int, bool> reading = x => source.IsCancellationRequested || x == n;
        var error = Assert.Throws<SerializationException>(() => RoundTrip.Of(reading));
        Assert.Contains("'source'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another lambda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_big_array_that_is_not_read_costs_nothing()
    {
        var big = new byte[10_000_000];
        int n = 1;
        Func<int, int> reading = x => x + n;
        Func<int, int> other = x => big[x];
        Assert.InRange(RoundTrip.Bytes(reading).Length, 1, 1000);
        Assert.InRange(RoundTrip.Bytes(other).Length, big.Length, int.MaxValue);
    }

    [Fact]
    public void A_closure_that_is_shared_has_what_any_of_its_functions_reads()
    {
        int a = 1, b = 2, c = 3;
        using var unread = new CancellationTokenSource();
        Func<int> first = () => a;
        Func<int> second = () => b;
        Action<int> set = x => (a, b) = (x, x);
        Action other = () => GC.KeepAlive((unread, c));
        GC.KeepAlive(other);
        var copy = RoundTrip.Of((first, hidden: (object)second, set));
        Assert.Equal((1, 2), (copy.first(), ((Func<int>)copy.hidden)()));
        copy.set(7);
        Assert.Equal((7, 7), (copy.first(), ((Func<int>)copy.hidden)()));

        // The second is found when the closure has been written for the first: a struct's references are not put off.
        var chain = RoundTrip.Of(new List<object> { first, new object[] { new Lazy<Func<int>>(second), set } });
        Assert.Equal(1, ((Func<int>)chain[0])());
        Assert.Equal(2, ((Lazy<Func<int>>)((object[])chain[1])[0]).Value());
    }

    [Fact]
    public void A_closure_that_is_referred_to_by_something_else_is_sent_whole()
    {
        int a = 1, b = 2;
        Func<int> first = () => a;
        Func<int> second = () => b;
        object closure = first.Target!;
        var copy = RoundTrip.Of((first, closure));
        Assert.Same(copy.first.Target, copy.closure);
        Assert.Equal(2, ((Func<int>)Delegate.CreateDelegate(typeof(Func<int>), copy.closure, second.Method))());
        Assert.Equal(2, ((Func<int>)Delegate.CreateDelegate(typeof(Func<int>), RoundTrip.Of((closure, first)).closure, second.Method))());
        Assert.Equal(0, ((Func<int>)Delegate.CreateDelegate(typeof(Func<int>), RoundTrip.Of(first).Target, second.Method))());
    }

    [Fact]
    public void A_method_that_is_not_the_closures_own_may_look_at_all_of_it()
    {
        int a = 1, b = 2;
        Func<int> first = () => a;
        Func<int> second = () => b;
        var strange = (Func<object>)Delegate.CreateDelegate(typeof(Func<object>), first.Target, ((Func<object, object>)Same).Method);
        Assert.Equal(2, ((Func<int>)Delegate.CreateDelegate(typeof(Func<int>), RoundTrip.Of(strange)(), second.Method))());
        Assert.Equal(1, first());

        static object Same(object closure) => closure;
    }

    [Fact]
    public void Functions_that_are_written_often_are_written_the_same()
    {
        int read = 5;
        var unread = new CancellationTokenSource();
        Action other = () => GC.KeepAlive((unread, read));
        GC.KeepAlive(other);
        Func<int, int> function = x => x + read;
        byte[] bytes = RoundTrip.Bytes(function);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(bytes, RoundTrip.Bytes(function));
            Assert.Equal(6, RoundTrip.Read<Func<int, int>>(bytes)(1));
        }

        unread.Dispose();
    }
}
