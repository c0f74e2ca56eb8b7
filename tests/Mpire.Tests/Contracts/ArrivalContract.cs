using System.Globalization;
using System.Xml;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Mpire.Tests.Contracts;

/// <summary>What arrives is what was sent, wherever it stands; and what cannot be that is refused by name where something travels.</summary>
public abstract class ArrivalContract(WorkerPoolOptions method) : PoolContract(method)
{
    [Fact]
    public void Maps_sets_and_lists_of_F_sharp() => Everywhere(
        (MapModule.OfSeq([Tuple.Create("b", 2), Tuple.Create("a", 1)]), SetModule.OfSeq(["y", "x"]), ListModule.OfSeq([3, 1]), FSharpOption<int>.Some(4)),
        static all => $"{all.Item1["a"]}{all.Item1.Count}{all.Item1.ContainsKey("c")} {all.Item2.Contains("x")}{all.Item2.MinimumElement} {string.Join(',', all.Item3)} {all.Item4.Value}");

    [Fact]
    public void Keys_that_are_maps_and_sets_of_F_sharp() => Everywhere(
        new Dictionary<FSharpSet<string>, FSharpMap<int, string>> { [SetModule.OfSeq(["a", "b"])] = MapModule.OfSeq([Tuple.Create(1, "one")]) },
        static map => map[SetModule.OfSeq(["b", "a"])][1]);

    [Fact]
    public void Members_of_a_smart_enum_are_compared_by_reference() => Everywhere(
        new Paint(Colour.Red, [Colour.Green, Colour.Red]),
        static paint => $"{paint.First == Colour.Red} {paint.Others[0] == Colour.Green} {paint.Others[1] == paint.First} {Colour.Names[paint.First]}");

    [Fact]
    public void Well_known_objects_of_the_framework() => Everywhere(
        ((object[])[TimeProvider.System, Comparer<string>.Default, StringComparer.OrdinalIgnoreCase, DBNull.Value, Type.Missing, Random.Shared, HttpMethod.Get], 0),
        static known => $"{known.Item1[0] == TimeProvider.System} {known.Item1[1] == (object)Comparer<string>.Default} {known.Item1[2] == StringComparer.OrdinalIgnoreCase} "
            + $"{known.Item1[3] == DBNull.Value} {known.Item1[4] == Type.Missing} {known.Item1[5] == Random.Shared} {known.Item1[6] == (object)HttpMethod.Get}");

    [Fact]
    public void Keys_of_the_framework_that_keep_their_hash_code()
    {
        var name = new XmlQualifiedName("a", "urn:x");
        var method = new HttpMethod("BREW");
        _ = name.GetHashCode() + method.GetHashCode();
        Everywhere(
            (new Dictionary<XmlQualifiedName, int> { [name] = 1 }, new HashSet<HttpMethod> { method }),
            static keys => $"{keys.Item1[new XmlQualifiedName("a", "urn:x")]} {keys.Item2.Contains(new HttpMethod("brew"))}");
    }

    [Fact]
    public void Cultures_with_what_was_changed_in_them()
    {
        var thai = new CultureInfo("th-TH");
        thai.DateTimeFormat.Calendar = new GregorianCalendar();
        var american = new CultureInfo("en-US") { NumberFormat = { NumberDecimalSeparator = "," }, DateTimeFormat = { ShortDatePattern = "dd.MM.yyyy" } };
        Everywhere(
            (thai, CultureInfo.ReadOnly(american)),
            static cultures => $"{new DateTime(2024, 2, 29).ToString("yyyy", cultures.thai)} {DateTime.Parse("01.02.2024", cultures.Item2):s} {1.5.ToString(cultures.Item2)}");
    }

    [Fact]
    public void Sorted_lists_made_under_another_culture_find_their_keys()
    {
        var here = CultureInfo.CurrentCulture;
        SortedList<string, int> list;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("sv-SE");
            list = new() { ["ä"] = 1, ["z"] = 2, ["a"] = 3 };
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }

        // Where nothing travels it is the program's own list, which finds nothing under another culture.
        var pool = NewPool();
        string[] found = HasProcesses ? ["1", "2", "3"] : [];
        Assert.Equal(found, pool.Map(static ((SortedList<string, int> list, string key) item) => $"{item.list[item.key]}", HasProcesses ? [(list, key: "ä"), (list, key: "z"), (list, key: "a")] : []));
    }

    [Fact]
    public void Queries_and_random_numbers_are_refused_where_something_travels()
    {
        var pool = NewPool();
        if (!HasProcesses)
        {
            Assert.Equal([2, 4], pool.Apply(static () => new[] { 1, 2 }.Select(static x => x * 2)));
            return;
        }

        var holder = new Paint(Colour.Red, [Colour.Green]) { Any = new Random(1) };
        Refused("ToArray()", () => pool.Apply(static () => new[] { 1, 2 }.Select(static x => x * 2)));
        Refused("ToArray()", () => pool.Map(static x => Enumerable.Range(0, x).Where(static y => y > 1), [3]));
        Refused("ToArray()", () => pool.Apply(static items => items.Count(), new[] { 1, 2 }.Select(static x => x * 2)));
        Refused("ToArray()", () => pool.Map(Counting(new[] { 1, 2 }.Select(static x => x * 2)), [1]));
        Refused("seed", () => pool.Map(Drawing(new Random(1)), [1]));
        Refused("seed", () => pool.Apply(static paint => paint.First.ToString(), holder));
        Assert.True(pool.Map(Drawing(Random.Shared), [0])[0] >= 0);

        static Func<int, int> Counting(IEnumerable<int> query) => x => query.Count() + x;

        static Func<int, int> Drawing(Random random) => x => random.Next() + x;

        static void Refused(string remedy, Action call) =>
            Assert.Contains(remedy, Assert.ThrowsAny<SerializationException>(call).Message, StringComparison.Ordinal);
    }

    // As argument, result, captured variable, shared object and data of an exception.
    private void Everywhere<T>(T value, Func<T, string> look)
        where T : notnull
    {
        var seen = look(value);
        var pool = NewPool();
        Assert.Equal(seen, pool.Apply(static p => p.look(p.value), (value, look)));
        Assert.Equal(seen, look(pool.Apply(static v => v, value)));
        Assert.Equal([seen], pool.Map(Looking(value, look), [0]));
        var error = Assert.Throws<InvalidDataException>(() => pool.Map(static v => Throw(v), [value]));
        Assert.Equal(seen, look((T)error.Data["it"]!));
        var sharing = Track(NewBuilder().Share((value, look)).Build());
        Assert.Equal([seen], sharing.Map(static (worker, _) => worker.Shared.look(worker.Shared.value), [0]));

        static Func<int, string> Looking(T value, Func<T, string> look) => _ => look(value);

        static int Throw(T value)
        {
            var error = new InvalidDataException();
            error.Data["it"] = value;
            throw error;
        }
    }

    private sealed class Colour(string name)
    {
        public static readonly Colour Red = new("red");
        public static readonly Colour Green = new("green");

        public static Dictionary<Colour, string> Names { get; } = new() { [Red] = "Red", [Green] = "Green" };

        public override string ToString() => name;
    }

    private sealed record Paint(Colour First, Colour[] Others)
    {
        public object? Any { get; init; }
    }
}
