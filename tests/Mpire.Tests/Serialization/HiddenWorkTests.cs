using System.Collections;

namespace Mpire.Tests.Serialization;

/// <summary>Work that hides in a value is refused: it would be done where nobody expects it.</summary>
public class HiddenWorkTests
{
    private static readonly int[] Numbers = [3, 1, 2];

    public static TheoryData<string, object> Queries => new()
    {
        { "Where", Numbers.Where(static n => n > 1) },
        { "Select", Numbers.Select(static n => n * 2) },
        { "list Select", Numbers.ToList().Select(static n => n * 2) },
        { "Where Select", Numbers.Where(static n => n > 1).Select(static n => n * 2) },
        { "SelectMany", Numbers.SelectMany(static n => new int[n]) },
        { "Range Select", Enumerable.Range(0, 3).Select(static n => n * 2) },
        { "OrderBy", Numbers.OrderBy(static n => n) },
        { "Order", Numbers.Order() },
        { "GroupBy", Numbers.GroupBy(static n => n % 2) },
        { "Join", Numbers.Join(Numbers, static n => n, static n => n, static (a, b) => a + b) },
        { "Take", Numbers.Take(2) },
        { "Skip", Numbers.ToList().Skip(1) },
        { "Concat", Numbers.Concat(Numbers) },
        { "Append", Numbers.Append(4) },
        { "Distinct", Numbers.Distinct() },
        { "Reverse", Enumerable.Reverse(Numbers) },
        { "Cast", new ArrayList { 1 }.Cast<int>() },
        { "Chunk", Numbers.Chunk(2) },
        { "Zip", Numbers.Zip(Numbers) },
        { "Shuffle", Numbers.Shuffle() },
        { "AsParallel", Numbers.AsParallel() },
        { "parallel Where", Numbers.AsParallel().Where(static n => n > 1) },
        { "parallel OrderBy", Numbers.AsParallel().OrderBy(static n => n) },
        { "AsQueryable", Numbers.AsQueryable() },
        { "queryable Where", Numbers.AsQueryable().Where(static n => n > 1) },
        { "iterator", Iterate() },
        { "asynchronous iterator", IterateAsync() },
        { "asynchronous Select", Numbers.ToAsyncEnumerable().Select(static n => n * 2) },
        { "files", Directory.EnumerateFiles(AppContext.BaseDirectory) },
        { "lines", File.ReadLines(typeof(HiddenWorkTests).Assembly.Location) },
    };

    public static TheoryData<string, object> Places => new()
    {
        { "Random", new Random() },
        { "seeded Random", new Random(1) },
        { "derived Random", new Dice() },
    };

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public void A_query_is_refused_and_the_remedy_is_an_array(string name, object query)
    {
        _ = name;
        foreach (string message in Refused(query))
        {
            Assert.Contains("ToArray()", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Places), DisableDiscoveryEnumeration = true)]
    public void A_random_is_refused_and_the_remedy_is_a_seed_per_task(string name, object random)
    {
        _ = name;
        foreach (string message in Refused(random))
        {
            Assert.Contains("Random.Shared", message, StringComparison.Ordinal);
            Assert.Contains("seed", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Enumerators_are_refused()
    {
        foreach (object enumerator in (object[])[Numbers.ToList().GetEnumerator(), "abc".GetEnumerator(), Numbers.GetEnumerator(), new Dictionary<int, string>().GetEnumerator()])
        {
            Assert.All(Refused(enumerator), static message => Assert.Contains("Send the collection", message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Sequences_that_are_all_there_travel()
    {
        Assert.Equal(Enumerable.Range(3, 4), RoundTrip.Of(Enumerable.Range(3, 4)));
        Assert.Equal(Enumerable.Repeat("a", 3), RoundTrip.Of(Enumerable.Repeat("a", 3)));
        Assert.Empty(RoundTrip.Of(Enumerable.Empty<int>()));
        Assert.Equal([1, 3], RoundTrip.Of(Numbers.GroupBy(static n => n % 2).First(static g => g.Key == 1)).Order());
        Assert.Equal([1, 2], RoundTrip.Of<IEnumerable<int>>(new Own([1, 2])));
    }

    private static IEnumerable<string> Refused(object value)
    {
        Func<object> captured = () => value;
        object[] places = [value, new[] { value }, new List<object> { value }, (1, value), new Holder(value), captured, new Dictionary<string, object> { ["a"] = value }];
        return places.Select(static place => Assert.Throws<SerializationException>(() => RoundTrip.Of(place)).Message);
    }

    private static IEnumerable<int> Iterate()
    {
        yield return 1;
    }

    private static async IAsyncEnumerable<int> IterateAsync()
    {
        await Task.Yield();
        yield return 1;
    }

    private sealed record Holder(object Content);

    private sealed class Dice : Random;

    private sealed class Own(int[] items) : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)items).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
