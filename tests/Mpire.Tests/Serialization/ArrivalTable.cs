using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Data;
using System.Diagnostics;
using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using System.Threading.Channels;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace Mpire.Tests.Serialization;

/// <summary>The framework types that were tried, each with what can be observed of it, or with the name it is refused by.</summary>
internal static class ArrivalTable
{
    private static readonly SharedArray<int> Shared = SharedArray.Create<int>(2);
    private static readonly SharedValue<int> SharedNumber = SharedValue.Create(3);
    private static readonly DateTime Day = new(2024, 2, 29, 13, 5, 7);

    public static Dictionary<string, (Func<object> Make, Func<object, object?> Look)> Equal { get; } = new()
    {
        // Globalisation
        ["culture by name"] = Of(() => CultureInfo.GetCultureInfo("de-DE"), Culture),
        ["own culture"] = Of(() => new CultureInfo("fr-FR"), Culture),
        ["culture with other dates"] = Of(() => Changed("en-US", static c => c.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy"), Culture),
        ["culture with other numbers"] = Of(() => Changed("en-US", static c => c.NumberFormat.NumberDecimalSeparator = ","), Culture),
        ["culture with another calendar"] = Of(() => Changed("th-TH", static c => c.DateTimeFormat.Calendar = new GregorianCalendar()), Culture),
        ["culture with other names of days"] = Of(() => Changed("en-US", static c => c.DateTimeFormat.DayNames = ["a", "b", "c", "d", "e", "f", "g"]), Culture),
        ["culture with another first day"] = Of(() => Changed("en-US", static c => c.DateTimeFormat.FirstDayOfWeek = DayOfWeek.Friday), Culture),
        ["culture with other patterns"] = Of(() => Changed("en-US", static c => c.DateTimeFormat.SetAllDateTimePatterns(["yyyy-MM-dd", "dd/MM/yyyy"], 'd')), Culture),
        ["culture with two changes"] = Of(() => Changed("ja-JP", static c =>
        {
            c.DateTimeFormat.Calendar = new JapaneseCalendar();
            c.DateTimeFormat.AMDesignator = "vormittags";
        }), Culture),
        ["culture with another list separator"] = Of(() => Changed("en-US", static c => c.TextInfo.ListSeparator = "|"), Culture),
        ["culture with another end of the century"] = Of(() => Changed("en-US", static c => c.DateTimeFormat.Calendar.TwoDigitYearMax = 2010), Culture),
        ["read-only culture that was changed"] = Of(() => CultureInfo.ReadOnly(Changed("en-US", static c => c.DateTimeFormat.DateSeparator = "_")), Culture),
        ["current culture"] = Of(() => CultureInfo.CurrentCulture, Culture),
        ["invariant culture"] = Of(() => CultureInfo.InvariantCulture, Culture),
        ["culture with a sort order of its own"] = Of(() => new CultureInfo("de-DE_phoneb"), Culture),
        ["format of dates"] = Of(() => Changed("de-DE", static c => c.DateTimeFormat.LongDatePattern = "yyyy").DateTimeFormat, Dates),
        ["read-only format of dates"] = Of(() => CultureInfo.GetCultureInfo("de-DE").DateTimeFormat, Dates),
        ["invariant format of dates"] = Of(() => DateTimeFormatInfo.InvariantInfo, Dates),
        ["format of numbers"] = Of(() => Changed("de-DE", static c => c.NumberFormat.CurrencySymbol = "Fr").NumberFormat, static n => $"{(1234.5m).ToString("C", n)} {n.IsReadOnly} {double.NaN.ToString(n)}"),
        ["invariant format of numbers"] = Of(() => NumberFormatInfo.InvariantInfo, static n => $"{(1234.5m).ToString("C", n)} {n.IsReadOnly}"),
        ["region"] = Of(() => new RegionInfo("CH"), static r => $"{r.Name} {r.ISOCurrencySymbol} {r.EnglishName} {r.IsMetric}"),
        ["compare info"] = Of(() => CultureInfo.GetCultureInfo("sv-SE").CompareInfo, static c => $"{c.Name} {c.Compare("ä", "z")}"),
        ["text info"] = Of(() => CultureInfo.GetCultureInfo("tr-TR").TextInfo, static t => $"{t.CultureName} {t.ToUpper("i")}"),
        ["Gregorian calendar"] = Of(() => new GregorianCalendar(GregorianCalendarTypes.Arabic) { TwoDigitYearMax = 2050 }, static c => $"{c.CalendarType} {c.TwoDigitYearMax} {c.GetYear(Day)} {c.IsReadOnly}"),
        ["Thai calendar"] = Of(() => new ThaiBuddhistCalendar(), static c => $"{c.GetYear(Day)} {c.TwoDigitYearMax}"),
        ["Japanese calendar"] = Of(() => new JapaneseCalendar(), static c => $"{c.GetYear(Day)} {c.GetEra(Day)}"),
        ["Hijri calendar"] = Of(() => new HijriCalendar { HijriAdjustment = 1 }, static c => $"{c.GetDayOfMonth(Day)} {c.HijriAdjustment}"),
        ["Hebrew calendar"] = Of(() => new HebrewCalendar(), static c => c.GetYear(Day)),
        ["sort key"] = Of(() => CultureInfo.GetCultureInfo("de-DE").CompareInfo.GetSortKey("Äpfel"), static k => Convert.ToHexString(k.KeyData) + k.OriginalString),
        ["string info"] = Of(() => new StringInfo("e\u0301a"), static s => $"{s.LengthInTextElements} {s.SubstringByTextElements(1)}"),
        ["idn mapping"] = Of(() => new IdnMapping { AllowUnassigned = true }, static m => $"{m.GetAscii("bücher")} {m.AllowUnassigned}"),
        ["comparer of a culture"] = Of(() => StringComparer.Create(CultureInfo.GetCultureInfo("sv-SE"), CompareOptions.IgnoreCase), static c => $"{c.Compare("ä", "Z")} {c.Compare("a", "A")}"),
        ["numeric comparer"] = Of(() => StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering), static c => c.Compare("2", "10")),
        ["old comparer"] = Of(() => new Comparer(CultureInfo.GetCultureInfo("sv-SE")), static c => c.Compare("ä", "z")),
        ["old comparer without case"] = Of(() => new CaseInsensitiveComparer(CultureInfo.GetCultureInfo("sv-SE")), static c => c.Compare("ä", "Z")),
        ["time zone"] = Of(() => TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), static z => $"{z.Id} {z.GetUtcOffset(Day)} {z.DisplayName} {z.GetAdjustmentRules().Length}"),

        // Text
        ["strict UTF-8"] = Of(() => new UTF8Encoding(true, true), Encoded),
        ["UTF-8 without a mark"] = Of(() => new UTF8Encoding(false), Encoded),
        ["big-endian UTF-16"] = Of(() => new UnicodeEncoding(true, false), Encoded),
        ["UTF-32"] = Of(() => new UTF32Encoding(true, true), Encoded),
        ["ASCII"] = Of(() => Encoding.ASCII, Encoded),
        ["Latin 1"] = Of(() => Encoding.Latin1, Encoded),
        ["UTF-8 with another replacement"] = Of(() => Replacing(Encoding.UTF8), Encoded),
        ["ASCII with another replacement"] = Of(() => Replacing(Encoding.ASCII), Encoded),
        ["ASCII that throws"] = Of(() => Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback), Encoded),
        ["code page"] = Of(() => CodePagesEncodingProvider.Instance.GetEncoding(1252)!, Encoded),
        ["code page with another replacement"] = Of(() => CodePagesEncodingProvider.Instance.GetEncoding(1252, new EncoderReplacementFallback("%"), new DecoderReplacementFallback("!"))!, Encoded),
        ["string builder"] = Of(() => new StringBuilder("a", 100).Append('b', 20_000), static b => b.ToString()),
        ["composite format"] = Of(() => CompositeFormat.Parse("{0:N2}-{1}"), static f => string.Format(CultureInfo.InvariantCulture, f, 1.5, "a")),
        ["rune"] = Of(() => new Rune('ä'), static r => r),
        ["string writer"] = Of(() => Written(new StringWriter(CultureInfo.InvariantCulture)), static w => w.ToString()),
        ["string reader"] = Of(() => new StringReader("abc"), static r => r.Peek()),
        ["encoder for JavaScript"] = Of(() => JavaScriptEncoder.Create(UnicodeRanges.BasicLatin, UnicodeRanges.Cyrillic), static e => e.Encode("<ä я>")),
        ["encoder for HTML"] = Of(() => HtmlEncoder.Default, static e => e.Encode("<ä я>")),
        ["search values of characters"] = Of(() => SearchValues.Create("abc+-ä"), static s => $"{s.Contains('b')} {"xx+".AsSpan().IndexOfAny(s)} {s.Contains('z')}"),
        ["search values of bytes"] = Of(() => SearchValues.Create("abc"u8), static s => $"{s.Contains((byte)'b')} {"xxa"u8.IndexOfAny(s)}"),

        // Regular expressions
        ["regular expression"] = Of(() => new Regex("(?<a>x+)", RegexOptions.RightToLeft | RegexOptions.CultureInvariant), static r => $"{r.Match("axxb")} {r.Options} {string.Join(',', r.GetGroupNames())}"),
        ["match"] = Of(() => Regex.Match("a12b", "(?<n>[0-9]+)"), static m => $"{m.Value} {m.Index} {m.Groups["n"].Value} {m.Result("<${n}>")} {m.NextMatch().Success}"),
        ["matches"] = Of(() => Regex.Matches("a1b2", "[0-9]"), static m => string.Join(',', m.Select(static x => x.Value))),

        // JSON and XML
        ["JSON element"] = Of(() => JsonDocument.Parse("""{"a":[1,2]}""").RootElement, static e => e.GetRawText()),
        ["JSON node"] = Of(() => JsonNode.Parse("""{"a":[1,{"b":null}],"c":"d"}""")!, static n => $"{n.ToJsonString()} {n["a"]![0]}"),
        ["JSON object"] = Of(() => new JsonObject { ["a"] = 1, ["b"] = new JsonArray(1, "x") }, static n => $"{n.ToJsonString()} {n["a"]!.GetValue<int>()}"),
        ["JSON options"] = Of(() => new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }, Json),
        ["JSON options with converters"] = Of(() => new JsonSerializerOptions { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, ReferenceHandler = ReferenceHandler.Preserve }, Json),
        ["default JSON options"] = Of(() => JsonSerializerOptions.Default, Json),
        ["JSON options for the web"] = Of(() => new JsonSerializerOptions(JsonSerializerDefaults.Web), Json),
        ["XML element"] = Of(() => XElement.Parse("<a xmlns='urn:x' b='1'>t<!--c--></a>"), static e => e.ToString()),
        ["XML document tree"] = Of(() => XDocument.Parse("<?xml version='1.0' encoding='utf-8'?><a>t</a>"), static d => $"{d.Declaration} {d}"),
        ["qualified name"] = Of(() => new XmlQualifiedName("a", "urn:x"), static q => $"{q} {q.GetHashCode() == new XmlQualifiedName("a", "urn:x").GetHashCode()}"),

        ["JSON document"] = Of(() => JsonDocument.Parse("""{"a":[1,2]}"""), static d => d.RootElement.GetRawText()),

        // Collections
        ["array of arrays"] = Of(() => new int[][] { [1], [2, 3] }, static a => a[1][1]),
        ["list"] = Of(() => new List<string> { "a", "b" }, static l => string.Join(',', l)),
        ["dictionary"] = Of(() => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }, static d => d["A"]),
        ["set"] = Of(() => new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }, static s => s.Contains("A")),
        ["frozen set"] = Of(() => new[] { "a", "b" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase), static s => s.Contains("A")),
        ["concurrent dictionary"] = Of(() => new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }, static d => d["A"]),
        ["immutable dictionary"] = Of(() => ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("a", 1), static d => d["A"]),
        ["sorted list"] = Of(() => new SortedList<string, int>(StringComparer.OrdinalIgnoreCase) { ["b"] = 1, ["A"] = 2 }, static l => $"{l["B"]} {l.GetKeyAtIndex(0)}"),
        ["old sorted list"] = Of(() => new SortedList(StringComparer.OrdinalIgnoreCase) { ["b"] = 1, ["A"] = 2 }, static l => $"{l["B"]} {l.GetKey(0)}"),
        ["priority queue"] = Of(() => new PriorityQueue<string, int>([("b", 2), ("a", 1), ("c", 3)]), static q => $"{q.Count} {q.Peek()}"),
        ["linked list"] = Of(() => new LinkedList<int>([1, 2, 3]), static l => string.Join(',', l) + l.Last!.Previous!.Value),
        ["queue"] = Of(() => new Queue<int>([1, 2, 3]), static q => string.Join(',', q)),
        ["stack"] = Of(() => new Stack<int>([1, 2, 3]), static s => string.Join(',', s)),
        ["concurrent queue"] = Of(() => new ConcurrentQueue<int>([1, 2, 3]), static q => string.Join(',', q)),
        ["concurrent stack"] = Of(() => new ConcurrentStack<int>([1, 2, 3]), static s => string.Join(',', s)),
        ["bits"] = Of(() => new BitArray([true, false, true]), static b => string.Join(',', b.Cast<bool>())),
        ["bit vector"] = Of(() => new BitVector32(5), static b => b.Data),
        ["array list"] = Of(() => new ArrayList { 1, "a" }, static l => string.Join(',', l.ToArray())),
        ["names and values"] = Of(() => new NameValueCollection { { "a", "1" }, { "A", "2" } }, static c => c["a"]),
        ["string dictionary"] = Of(() => new StringDictionary { ["A"] = "1" }, static d => d["a"]),
        ["hybrid dictionary"] = Of(() => new HybridDictionary(true) { ["A"] = "1" }, static d => d["a"]),
        ["list dictionary"] = Of(() => new ListDictionary { ["A"] = "1" }, static d => d["A"]),
        ["old ordered dictionary"] = Of(() => new OrderedDictionary { ["b"] = 1, ["a"] = 2 }, static d => $"{d["b"]} {d[1]}"),
        ["read-only dictionary"] = Of(() => new Dictionary<string, int> { ["a"] = 1 }.AsReadOnly(), static d => d["a"]),
        ["observable collection"] = Of(() => new ObservableCollection<int> { 1, 2 }, static c => string.Join(',', c)),
        ["keyed collection"] = Of(() => new Keyed { "aa", "b" }, static k => $"{k[2]} {k[1]}"),
        ["immutable list"] = Of(() => ImmutableList.Create(1, 2), static l => string.Join(',', l)),
        ["immutable array"] = Of(() => ImmutableArray.Create("a", "b"), static l => string.Join(',', l)),
        ["immutable sorted dictionary"] = Of(() => ImmutableSortedDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("b", 1).Add("A", 2), static d => $"{d["B"]} {d.First().Key}"),
        ["immutable sorted set"] = Of(() => ImmutableSortedSet.Create(StringComparer.OrdinalIgnoreCase, "b", "A"), static s => $"{s.Contains("B")} {s[0]}"),
        ["expando object"] = Of(Expando, static e => string.Join(',', e.Select(static m => $"{m.Key}={m.Value}"))),

        // Values and classes of the program, and what is one object in each process
        ["date and time"] = Of(() => (new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), TimeSpan.FromDays(1.5), new DateOnly(2024, 2, 29), 1.10m), static d => $"{d.Item1:o} {d.Item1.Kind} {d.Item2} {d.Item3:o} {d.Item4}"),
        ["tuple with an enum"] = Of(() => Tuple.Create(DayOfWeek.Friday, "a", 1.5), static t => t),
        ["record"] = Of(() => new Plain("a", null, [DayOfWeek.Friday]), static p => $"{p.Name} {p.Nothing is null} {p.Days[0]}"),
        ["struct of the program"] = Of(() => new Pair { Left = 1, Right = "b" }, static p => $"{p.Left} {p.Right}"),
        ["anonymous type"] = Of(() => (object)new { A = 1, B = "b" }, static a => a.ToString()),
        ["member of a smart enum"] = Of(() => Shade.Dark, static s => ReferenceEquals(s, Shade.Dark)),
        ["missing value"] = Of(() => Type.Missing, static m => ReferenceEquals(m, Type.Missing)),
        ["database null"] = Of(() => DBNull.Value, static n => ReferenceEquals(n, DBNull.Value)),
        ["default comparer"] = Of(() => Comparer<string>.Default, static c => ReferenceEquals(c, Comparer<string>.Default)),
        ["shared random numbers"] = Of(() => Random.Shared, static r => ReferenceEquals(r, Random.Shared)),
        ["system time"] = Of(() => TimeProvider.System, static t => ReferenceEquals(t, TimeProvider.System)),
        ["delegate"] = Of(() => (Func<int, int>)Math.Abs, static f => f(-1)),
        ["type"] = Of(() => typeof(Dictionary<string, Plain[]>), static t => t),
        ["assembly"] = Of(() => typeof(ArrivalTable).Assembly, static a => a),
        ["exception"] = Of(() => new ArgumentOutOfRangeException("a", 1, "b"), static e => $"{e.ParamName} {e.ActualValue} {e.Message}"),
        ["exception of the program"] = Of(() => new OwnException("a") { Code = 5 }, static e => $"{e.Message} {e.Code}"),
        ["shared array"] = Of(static () => Shared, static a => a.Length),
        ["shared value"] = Of(static () => SharedNumber, static v => v.Value),
        ["lazy value that is there"] = Of(() => Made(new Lazy<string>(static () => "a")), static l => $"{l.Value} {l.IsValueCreated}"),

        // Numbers, networking values, IO information and others
        ["big integer"] = Of(() => BigInteger.Pow(7, 99), static b => b),
        ["version"] = Of(() => new Version(1, 2, 3), static v => v),
        ["uri"] = Of(() => new Uri("http://a.example/ä b?c=d#e"), static u => $"{u.AbsoluteUri} {u.OriginalString} {u.Fragment}"),
        ["uri that keeps its dots"] = Of(() => new Uri("http://a.example/x%2e%2e", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), static u => u.AbsoluteUri),
        ["uri builder"] = Of(() => new UriBuilder("http", "a.example", 81, "x"), static u => u.ToString()),
        ["IP address"] = Of(() => IPAddress.Parse("fe80::1%3"), static a => $"{a} {a.GetHashCode() == IPAddress.Parse("fe80::1%3").GetHashCode()}"),
        ["IP network"] = Of(() => IPNetwork.Parse("10.0.0.0/8"), static n => n.ToString()),
        ["end point"] = Of(() => new IPEndPoint(IPAddress.Loopback, 80), static e => e.ToString()),
        ["DNS end point"] = Of(() => new DnsEndPoint("a.example", 80), static e => e.ToString()),
        ["physical address"] = Of(() => PhysicalAddress.Parse("00-11-22-33-44-55"), static a => $"{a} {a.GetHashCode() == PhysicalAddress.Parse("00-11-22-33-44-55").GetHashCode()}"),
        ["cookie"] = Of(() => new Cookie("a", "b", "/", "a.example"), static c => c.ToString()),
        ["cookies"] = Of(Cookies, static c => c.GetCookieHeader(new Uri("http://a.example/"))),
        ["credential"] = Of(() => new NetworkCredential("a", "b", "c"), static c => $"{c.UserName} {c.Password} {c.Domain}"),
        ["media type"] = Of(() => new MediaTypeHeaderValue("text/plain", "utf-8"), static m => m.ToString()),
        ["content type"] = Of(() => new ContentType("text/plain; charset=utf-8"), static m => m.ToString()),
        ["mail address"] = Of(() => new MailAddress("a@a.example", "A"), static m => m.ToString()),
        ["HTTP method"] = Of(() => new HttpMethod("BREW"), static m => m.ToString()),
        ["file information"] = Of(() => new FileInfo(typeof(ArrivalTable).Assembly.Location), static f => $"{f.FullName} {f.Exists} {f.Length}"),
        ["folder information"] = Of(() => new DirectoryInfo(AppContext.BaseDirectory), static f => $"{f.FullName} {f.Exists}"),
        ["drive information"] = Of(() => new DriveInfo("/"), static d => d.Name),
        ["operating system"] = Of(() => Environment.OSVersion, static o => o.ToString()),
        ["stop watch"] = Of(() => new Stopwatch(), static s => $"{s.Elapsed} {s.IsRunning}"),
        ["lazy value"] = Of(() => new Lazy<string>(static () => "a"), static l => l.Value),
        ["index and range"] = Of(() => (new Index(1, true), new Range(1, 2)), static r => r),
        ["claims"] = Of(() => new ClaimsPrincipal(new ClaimsIdentity([new Claim("a", "b")], "t")), static p => $"{p.HasClaim("a", "b")} {p.Identity!.IsAuthenticated} {p.Claims.First().Subject!.AuthenticationType}"),
        ["object identifier"] = Of(() => new Oid("2.5.4.3"), static o => $"{o.Value} {o.FriendlyName}"),
        ["key parameters"] = Of(() => new RSAParameters { Modulus = [1, 2], Exponent = [3] }, static p => Convert.ToHexString(p.Modulus!)),
        ["distinguished name"] = Of(() => new X500DistinguishedName("CN=a"), static n => n.Name),
        ["hash algorithm name"] = Of(() => HashAlgorithmName.SHA256, static h => h.Name),
        ["event arguments"] = Of(() => new PropertyChangedEventArgs("a"), static a => a.PropertyName),
        ["size"] = Of(() => new System.Drawing.Size(1, 2), static s => s),
        ["named colour"] = Of(() => System.Drawing.Color.Red, static c => $"{c.Name} {c.IsNamedColor}"),
        ["vector"] = Of(() => new Vector3(1, 2, 3), static v => v),
        ["trace identifier"] = Of(() => new ActivityContext(ActivityTraceId.CreateFromString("0123456789abcdef0123456789abcdef"), default, ActivityTraceFlags.Recorded, "a=b"), static c => $"{c.TraceId} {c.TraceFlags} {c.TraceState}"),
        ["nullable member information"] = Of(() => typeof(string).GetMethod("Trim", [])!.ReturnParameter.Member, static m => m.ToString()),
    };

    public static Dictionary<string, (Func<object> Make, string Type)> Refused { get; } = new()
    {
        // Owners: a key, a handle, a finalizer
        ["AES"] = (() => Aes.Create(), "System.Security.Cryptography."),
        ["RSA"] = (() => RSA.Create(), "System.Security.Cryptography."),
        ["elliptic curve"] = (() => ECDsa.Create(), "System.Security.Cryptography."),
        ["SHA-256"] = (() => SHA256.Create(), "System.Security.Cryptography."),
        ["HMAC"] = (() => new HMACSHA256([1]), "System.Security.Cryptography.HMACSHA256"),
        ["incremental hash"] = (() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256), "System.Security.Cryptography.IncrementalHash"),
        ["AES-GCM"] = (() => new AesGcm(new byte[16], 16), "System.Security.Cryptography.AesGcm"),
        ["transform"] = (() => Aes.Create().CreateEncryptor(), "System.Security.Cryptography."),
        ["certificate store"] = (() => new X509Store(), "System.Security.Cryptography.X509Certificates.X509Store"),
        ["certificate chain"] = (() => new X509Chain(), "System.Security.Cryptography.X509Certificates.X509Chain"),
        ["class with a finalizer"] = (() => new Owner(), "Mpire.Tests.Serialization.ArrivalTable+Owner"),
        ["background worker"] = (() => new BackgroundWorker(), "System.ComponentModel.BackgroundWorker"),
        ["process"] = (() => Process.GetCurrentProcess(), "System.Diagnostics.Process"),
        ["memory stream"] = (() => new MemoryStream(), "System.IO.MemoryStream"),
        ["stream reader"] = (() => new StreamReader(new MemoryStream()), "System.IO.StreamReader"),
        ["binary writer"] = (() => new BinaryWriter(new MemoryStream()), "System.IO.BinaryWriter"),
        ["HTTP content"] = (() => new StringContent("a"), "System.Net.Http.StringContent"),
        ["HTTP request"] = (() => new HttpRequestMessage(HttpMethod.Get, "http://a.example"), "System.Net.Http.HttpRequestMessage"),

        // Data
        ["data table"] = (() => Table(), "System.Data.DataTable"),
        ["data set"] = (() => new DataSet(), "System.Data.DataSet"),
        ["data row"] = (() => Table().Rows[0], "System.Data.DataRow"),
        ["data view"] = (() => Table().DefaultView, "System.Data.DataView"),
        ["data column"] = (() => Table().Columns[0], "System.Data.DataColumn"),
        ["data rows"] = (() => Table().Rows, "System.Data.DataRowCollection"),
        ["data reader"] = (() => Table().CreateDataReader(), "System.Data.DataTableReader"),

        // XML, JSON and text
        ["XML document"] = (() => new XmlDocument(), "System.Xml.XmlDocument"),
        ["XML reader"] = (() => XmlReader.Create(new StringReader("<a/>")), "System.Xml."),
        ["XML names"] = (() => new XmlNamespaceManager(new NameTable()), "System.Xml.XmlNamespaceManager"),
        ["XML schemas"] = (() => new XmlSchemaSet(), "System.Xml.Schema.XmlSchemaSet"),
        ["search values of strings"] = (() => SearchValues.Create(["ab", "cd"], StringComparison.Ordinal), "System.Buffers."),
        ["writer of JSON"] = (() => new Utf8JsonWriter(new ArrayBufferWriter<byte>()), "System.Text.Json.Utf8JsonWriter"),
        ["listened expando object"] = (Listened, "System.Dynamic.ExpandoObject"),
        ["culture of the program's own"] = (() => new OwnCulture(), "Mpire.Tests.Serialization.ArrivalTable+OwnCulture"),
        ["uri of the program's own"] = (() => new OwnUri("http://a.example"), "Mpire.Tests.Serialization.ArrivalTable+OwnUri"),

        // Work, locks and signals
        ["progress"] = (() => new Progress<int>(), "System.Progress`1"),
        ["configuration"] = (() => new Configuration(), "Mpire.Tests.Serialization.ArrivalTable+Configuration"),
        ["channel"] = (() => Channel.CreateUnbounded<int>(), "System.Threading.Channels."),
        ["bounded channel"] = (() => Channel.CreateBounded<int>(1), "System.Threading.Channels."),
        ["blocking collection"] = (() => new BlockingCollection<int>(), "System.Collections.Concurrent.BlockingCollection`1"),
        ["barrier"] = (() => new Barrier(1), "System.Threading.Barrier"),
        ["activity"] = (() => new Activity("a"), "System.Diagnostics.Activity"),
        ["semaphore"] = (() => new SemaphoreSlim(1), "System.Threading.SemaphoreSlim"),
        ["lock"] = (() => new ReaderWriterLockSlim(), "System.Threading.ReaderWriterLockSlim"),
        ["wait handle"] = (() => new ManualResetEvent(false), "System.Threading.ManualResetEvent"),
        ["task"] = (() => Task.CompletedTask, "System.Threading.Tasks.Task"),
        ["thread"] = (() => Thread.CurrentThread, "System.Threading.Thread"),
        ["iterator"] = (Iterate, "Mpire.Tests.Serialization.ArrivalTable+"),
        ["query"] = (() => new[] { 1 }.Select(static x => x + 1), "System.Linq."),
        ["lines of a file"] = (() => File.ReadLines(typeof(ArrivalTable).Assembly.Location), "System.IO."),
        ["random numbers with a seed"] = (() => new Random(1), "System.Random"),
        ["cancellation"] = (() => new CancellationTokenSource(), "System.Threading.CancellationTokenSource"),
        ["value of a thread"] = (() => new ThreadLocal<int>(), "System.Threading.ThreadLocal`1"),
        ["value of a flow"] = (() => new AsyncLocal<int>(), "System.Threading.AsyncLocal`1"),
        ["weak reference"] = (() => new WeakReference(""), "System.WeakReference"),
        ["lookup"] = (() => "abc".ToLookup(static c => c), "System.Linq."),
        ["enumerator"] = (() => new List<int> { 1 }.GetEnumerator(), "System.Collections.Generic.List`1+Enumerator"),
    };

    private static (Func<object> Make, Func<object, object?> Look) Of<T>(Func<T> make, Func<T, object?> look)
        where T : notnull => (() => make(), value => look((T)value));

    private static CultureInfo Changed(string name, Action<CultureInfo> change)
    {
        var culture = new CultureInfo(name);
        change(culture);
        return culture;
    }

    private static string Culture(CultureInfo c) =>
        $"{c.Name} {c.IsReadOnly} {(-1234.5).ToString("N2", c)} {(-1234.5).ToString("C", c)} {c.TextInfo.ListSeparator} {c.Calendar} {c.CompareInfo.Name} "
        + $"{c.CompareInfo.Compare("ad", "ä")} {DateTime.Parse(Day.ToString("d", c), c):s} {Dates(c.DateTimeFormat)}";

    private static string Dates(DateTimeFormatInfo d) =>
        $"{Day.ToString("D", d)} {Day.ToString("d", d)} {Day.ToString("F", d)} {Day.ToString("dddd ddd MMMM MMM tt g/", d)} {d.FirstDayOfWeek} {d.CalendarWeekRule} "
        + $"{d.Calendar} {d.Calendar.TwoDigitYearMax} {d.IsReadOnly} {string.Join('|', d.GetAllDateTimePatterns())} {string.Join('|', d.DayNames)} {d.AMDesignator}";

    private static string Encoded(Encoding encoding)
    {
        return $"{encoding.WebName} {Convert.ToHexString(encoding.GetPreamble())} {Try(() => Convert.ToHexString(encoding.GetBytes("aä€\ud800z")))} "
            + $"{Try(() => encoding.GetString([0x61, 0xC3, 0xFF, 0x81, 0x00, 0xD8, 0x20, 0x00]))} {encoding.EncoderFallback.GetType().Name} {encoding.DecoderFallback.GetType().Name} {encoding.IsReadOnly}";

        static string Try(Func<string> get)
        {
            try
            {
                return get();
            }
            catch (ArgumentException e)
            {
                return e.GetType().Name;
            }
        }
    }

    private static Encoding Replacing(Encoding encoding)
    {
        var copy = (Encoding)encoding.Clone();
        copy.EncoderFallback = new EncoderReplacementFallback("%");
        copy.DecoderFallback = new DecoderReplacementFallback("!");
        return copy;
    }

    private static StringWriter Written(StringWriter writer)
    {
        writer.Write("a");
        return writer;
    }

    private static string Json(JsonSerializerOptions options) =>
        JsonSerializer.Serialize(new Plain("ä<", null, [DayOfWeek.Friday]), options) + options.IsReadOnly + JsonSerializer.Deserialize<int[]>("[1]", options)![0];

    private static ExpandoObject Expando()
    {
        dynamic value = new ExpandoObject();
        value.First = 1;
        value.Second = "b";
        return value;
    }

    private static ExpandoObject Listened()
    {
        ExpandoObject value = Expando();
        ((INotifyPropertyChanged)value).PropertyChanged += static (_, _) => { };
        return value;
    }

    private static CookieContainer Cookies()
    {
        var cookies = new CookieContainer();
        cookies.Add(new Uri("http://a.example/"), new Cookie("a", "b"));
        return cookies;
    }

    private static Lazy<string> Made(Lazy<string> lazy)
    {
        _ = lazy.Value;
        return lazy;
    }

    private static IEnumerable<int> Iterate()
    {
        yield return 1;
    }

    private static DataTable Table()
    {
        var table = new DataTable("t") { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("a", typeof(int));
        table.Rows.Add(1);
        return table;
    }

    public sealed record Plain(string Name, string? Nothing, DayOfWeek[] Days);

    private sealed class Keyed : KeyedCollection<int, string>
    {
        protected override int GetKeyForItem(string item) => item.Length;
    }

    private sealed class Owner
    {
        public int Number { get; set; }

        ~Owner() => Number = 0;
    }

    private sealed class Configuration : Microsoft.Extensions.Configuration.IConfiguration;

    private sealed class OwnException(string message) : Exception(message)
    {
        public int Code { get; init; }
    }

    private sealed class Shade
    {
        public static readonly Shade Dark = new();
    }

    private struct Pair
    {
        public int Left;
        public string Right;
    }

    private sealed class OwnCulture() : CultureInfo("en-US");

    private sealed class OwnUri(string text) : Uri(text);
}
