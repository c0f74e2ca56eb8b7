namespace Mpire.Tests.Serialization;

/// <summary>Which rows of <see cref="ArrivalTable"/> show what the tables of docs/serialization.md say; by the first words of the page's rows.</summary>
internal static class ArrivalPage
{
    /// <summary>The rows of "What travels".</summary>
    public static Dictionary<string, string[]> Travels { get; } = new()
    {
        ["numbers"] =
        [
            "big integer", "version", "rune", "bit vector", "size", "named colour", "vector", "index and range", "date and time", "tuple with an enum", "record", "struct of the program",
            "anonymous type", "stop watch", "operating system", "event arguments", "string info", "idn mapping", "sort key", "trace identifier",
        ],
        ["arrays"] =
        [
            "array of arrays", "list", "dictionary", "set", "frozen set", "concurrent dictionary", "immutable dictionary", "sorted list", "old sorted list", "priority queue", "linked list", "queue", "stack",
            "concurrent queue", "concurrent stack", "bits", "array list", "names and values", "string dictionary", "hybrid dictionary", "list dictionary", "old ordered dictionary", "read-only dictionary",
            "observable collection", "keyed collection", "immutable list", "immutable array", "immutable sorted dictionary", "immutable sorted set", "expando object",
        ],
        ["members of smart enums"] = ["member of a smart enum", "missing value", "database null", "default comparer", "shared random numbers", "system time"],
        ["cultures"] =
        [
            "culture by name", "own culture", "culture with other dates", "culture with other numbers", "culture with another calendar", "culture with other names of days",
            "culture with another first day", "culture with other patterns", "culture with two changes", "culture with another list separator", "culture with another end of the century",
            "read-only culture that was changed", "current culture", "invariant culture", "culture with a sort order of its own", "format of dates", "read-only format of dates",
            "invariant format of dates", "format of numbers", "invariant format of numbers", "Gregorian calendar", "Thai calendar", "Japanese calendar", "Hijri calendar", "Hebrew calendar",
        ],
        ["comparers of strings"] =
            ["region", "compare info", "text info", "comparer of a culture", "numeric comparer", "old comparer", "old comparer without case", "time zone"],
        ["encodings of the framework"] =
        [
            "strict UTF-8", "UTF-8 without a mark", "big-endian UTF-16", "UTF-32", "ASCII", "Latin 1", "UTF-8 with another replacement", "ASCII with another replacement", "ASCII that throws",
            "code page", "code page with another replacement",
        ],
        ["regular expressions"] =
        [
            "regular expression", "match", "matches", "composite format", "string builder", "string writer", "string reader", "encoder for JavaScript", "encoder for HTML",
            "search values of characters", "search values of bytes",
        ],
        ["`JsonElement`"] = ["JSON element", "JSON document", "JSON node", "JSON object", "XML element", "XML document tree", "qualified name"],
        ["`JsonSerializerOptions`"] = ["JSON options", "JSON options with converters", "default JSON options", "JSON options for the web"],
        ["addresses"] =
        [
            "uri", "uri that keeps its dots", "uri builder", "IP address", "IP network", "end point", "DNS end point", "physical address", "cookie", "cookies", "credential", "media type",
            "content type", "mail address", "HTTP method", "claims",
        ],
        ["names and parameters of cryptography"] = ["object identifier", "key parameters", "distinguished name", "hash algorithm name"],
        ["`FileInfo`"] = ["file information", "folder information", "drive information"],
        ["delegates"] = ["delegate", "type", "assembly", "nullable member information"],
        ["`Lazy<T>`"] = ["lazy value", "lazy value that is there"],
        ["shared arrays"] = ["shared array", "shared value"],
        ["exceptions"] = ["exception", "exception of the program"],
    };

    /// <summary>The rows of "What is refused".</summary>
    public static Dictionary<string, string[]> Refused { get; } = new()
    {
        ["handles and connections"] =
            ["process", "memory stream", "stream reader", "binary writer", "HTTP content", "HTTP request", "data reader", "XML reader", "writer of JSON"],
        ["owners"] =
        [
            "AES", "RSA", "elliptic curve", "SHA-256", "HMAC", "incremental hash", "AES-GCM", "transform", "certificate store", "certificate chain", "class with a finalizer",
            "background worker",
        ],
        ["locks and signals"] = ["semaphore", "lock", "wait handle", "channel", "bounded channel", "blocking collection", "barrier"],
        ["work under way"] = ["task", "thread", "iterator", "progress", "activity"],
        ["work that hides in a value"] = ["query", "lines of a file", "enumerator"],
        ["chance"] = ["random numbers with a seed"],
        ["cancellation"] = ["cancellation"],
        ["bound to a thread"] = ["value of a thread", "value of a flow"],
        ["what the collector watches"] = ["weak reference"],
        ["tables of the process"] =
            ["data table", "data set", "data row", "data view", "data column", "data rows", "XML document", "XML names", "XML schemas", "lookup"],
        ["what follows its sources"] = ["configuration", "listened expando object"],
        ["what is made for a processor"] = ["search values of strings"],
        ["classes derived from what travels by value"] = ["culture of the program's own", "uri of the program's own"],
    };
}
