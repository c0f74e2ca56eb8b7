using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mpire.Tests.Serialization;

public partial class KnownTypeTests
{
    [Fact]
    public void Types_and_members_are_the_same_objects()
    {
        foreach (Type type in (Type[])[typeof(int), typeof(List<>), typeof(Dictionary<string, List<KnownTypeTests>>), typeof(int[,]), typeof(void), typeof(int).MakeByRefType(), typeof(List<>).GetGenericArguments()[0]])
        {
            Assert.Same(type, RoundTrip.Of(type));
            Assert.Same(type, RoundTrip.Of<object>(type));
        }

        MethodInfo method = typeof(string).GetMethod("Trim", [])!;
        Assert.Equal(method, RoundTrip.Of(method));
        Assert.Equal(typeof(Version).GetProperty("Major"), RoundTrip.Of(typeof(Version).GetProperty("Major")));
        Assert.Equal(typeof(KnownTypeTests).Assembly, RoundTrip.Of(typeof(KnownTypeTests).Assembly));
    }

    [Fact]
    public void Values_of_the_framework_come_back_equal()
    {
        Assert.Equal(new Version(1, 2, 3, 4), RoundTrip.Of(new Version(1, 2, 3, 4)));
        Assert.Equal(new Uri("https://example.org/a?b=c#d"), RoundTrip.Of(new Uri("https://example.org/a?b=c#d")));
        Assert.Equal("a/b", RoundTrip.Of(new Uri("a/b", UriKind.Relative)).OriginalString);
        Assert.Equal(IPAddress.Parse("fe80::1%3"), RoundTrip.Of(IPAddress.Parse("fe80::1%3")));
        Assert.Contains(IPAddress.IPv6Loopback, RoundTrip.Of(new HashSet<IPAddress> { IPAddress.IPv6Loopback, IPAddress.Loopback }));
        Assert.Same(Encoding.UTF8, RoundTrip.Of(Encoding.UTF8));
        Assert.Equal([0xE9], RoundTrip.Of(Encoding.Latin1).GetBytes("é"));
        Assert.Throws<DecoderFallbackException>(() => RoundTrip.Of<Encoding>(new UTF8Encoding(false, true)).GetString([0xFF]));
        Assert.Equal("de-DE", RoundTrip.Of(CultureInfo.GetCultureInfo("de-DE")).Name);
        Assert.Equal(",", RoundTrip.Of(new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } }).NumberFormat.NumberDecimalSeparator);
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("z", TimeSpan.FromHours(3), "zone", "std");
        Assert.Equal(zone, RoundTrip.Of(zone));
        Assert.Same(TimeZoneInfo.Utc, RoundTrip.Of(TimeZoneInfo.Utc));
        Assert.Equal("abc", RoundTrip.Of(new StringBuilder("a").Append("bc")).ToString());
        Assert.Same(DBNull.Value, RoundTrip.Of<object>(DBNull.Value));
        Assert.Equal(5, RoundTrip.Of(new Lazy<int>(5)).Value);
        Assert.Equal(6, RoundTrip.Of(new Lazy<int>(() => 6)).Value);
    }

    [Fact]
    public void Regexes_travel_by_pattern_and_options()
    {
        Regex copy = RoundTrip.Of(new Regex("^A+$", RegexOptions.IgnoreCase | RegexOptions.Compiled, TimeSpan.FromSeconds(1)));
        Assert.Matches(copy, "aaa");
        Assert.Equal(TimeSpan.FromSeconds(1), copy.MatchTimeout);
        Assert.Matches(RoundTrip.Of(Generated()), "b1");
    }

    [Fact]
    public void Json_and_xml_travel_as_text_or_tree()
    {
        using JsonDocument document = JsonDocument.Parse("""{"a":[1,2,{"b":null}]}""");
        Assert.Equal(document.RootElement.GetRawText(), RoundTrip.Of(document.RootElement).GetRawText());
        using JsonDocument copy = RoundTrip.Of(document);
        Assert.Equal(2, copy.RootElement.GetProperty("a")[1].GetInt32());
        XElement element = XElement.Parse("<r xmlns='urn:x'><c a='1'>text</c></r>");
        XElement elementCopy = RoundTrip.Of(element);
        Assert.True(XNode.DeepEquals(element, elementCopy));
        Assert.Equal("text", elementCopy.Element(XName.Get("c", "urn:x"))!.Value);
    }

    [GeneratedRegex("^b[0-9]$")]
    private static partial Regex Generated();
}
