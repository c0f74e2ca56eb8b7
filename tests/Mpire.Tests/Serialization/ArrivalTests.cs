using System.Buffers;
using Mpire.Serialization;
using Mpire.Tests.Architecture;

namespace Mpire.Tests.Serialization;

/// <summary>Framework types with state that is hidden, lazy or of the process: each arrives equal by what can be observed, or is refused by its name.</summary>
public class ArrivalTests
{
    public static TheoryData<string> Equal => [.. ArrivalTable.Equal.Keys];

    public static TheoryData<string> Refused => [.. ArrivalTable.Refused.Keys];

    [Theory]
    [MemberData(nameof(Equal))]
    public void It_arrives_equal(string name)
    {
        (Func<object> make, Func<object, object?> look) = ArrivalTable.Equal[name];
        object value = make();
        object? seen = look(value);
        foreach (object copy in Copies(value))
        {
            Assert.Equal(seen, look(copy));
        }

        // After it was looked at, which may have filled what it keeps.
        foreach (object copy in Copies(value))
        {
            Assert.Equal(seen, look(copy));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void It_is_refused_by_its_name(string name)
    {
        (Func<object> make, string type) = ArrivalTable.Refused[name];
        object value = make();
        try
        {
            foreach (object place in Places(value))
            {
                SerializationException error = Assert.Throws<SerializationException>(() => RoundTrip.Of(place));
                Assert.StartsWith(type, error.OffendingType, StringComparison.Ordinal);
                Assert.Contains(type, error.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            (value as IDisposable)?.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Equal))]
    public void A_task_that_reads_it_is_not_taken_for_one_that_changes_it(string name)
    {
        (Func<object> make, Func<object, object?> look) = ArrivalTable.Equal[name];
        object value = make();
        var task = new Task(() => look(value));
        using PayloadWriter writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteGraph(writer, task);
        if (writer.HasHandles || writer.IsVolatile) return;
        byte[] bytes = writer.AsSequence().ToArray();
        using var reader = new PayloadReader();
        reader.Reset(new ReadOnlySequence<byte>(bytes));
        Task arrived = PayloadCodec.Default.ReadGraph<Task>(reader);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(look(value), arrived.Look());
            Assert.Null(CaptureComparison.FindChange(arrived, bytes, static task => task.Look));
        }
    }

    [Fact]
    public void The_page_says_what_the_table_shows_and_nothing_else()
    {
        string page = File.ReadAllText(RepositoryFolder.Find("docs/serialization.md").FullName);
        Same(ArrivalPage.Travels, "What travels", ArrivalTable.Equal.Keys);
        Same(ArrivalPage.Refused, "What is refused", ArrivalTable.Refused.Keys);

        void Same(Dictionary<string, string[]> shown, string title, IEnumerable<string> rows)
        {
            string section = page.Split($"\n## {title}\n")[1].Split("\n## ")[0];
            IEnumerable<string> kinds = section.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(static line => line.Split('|')[1].Split(',')[0].Trim());
            Assert.Equal(shown.Keys, kinds);
            Assert.Equal(rows.Order(StringComparer.Ordinal), shown.Values.SelectMany(static row => row).Order(StringComparer.Ordinal));
            Assert.All(shown.Values, Assert.NotEmpty);
        }
    }

    private static IEnumerable<object> Places(object value)
    {
        Func<object> captured = () => value;
        var error = new InvalidOperationException("with data");
        error.Data["it"] = value;
        return [value, new[] { value }, captured, new Holder(value, value), error];
    }

    private static IEnumerable<object> Copies(object value)
    {
        object[] places = [.. Places(value)];
        yield return RoundTrip.Of(places[0]);
        yield return ((object[])RoundTrip.Of(places[1]))[0];
        yield return ((Func<object>)RoundTrip.Of(places[2]))();
        var holder = (Holder)RoundTrip.Of(places[3]);
        if (!value.GetType().IsValueType)
        {
            Assert.Same(holder.First, holder.Second);
        }

        yield return holder.Second;
        yield return ((Exception)RoundTrip.Of(places[4])).Data["it"]!;
    }

    private sealed class Task(Func<object?> look)
    {
        public Func<object?> Look { get; } = look;
    }

    private sealed record Holder(object First, object Second);
}
