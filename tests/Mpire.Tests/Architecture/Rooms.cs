namespace Mpire.Tests.Architecture;

/// <summary>The rooms of the library and whom each may use. A folder under <c>src/Mpire</c> that is not listed here is a fault.</summary>
internal static class Rooms
{
    /// <summary>Every room may use itself and Errors.</summary>
    public const string Errors = "Errors";

    /// <summary>The pool as its users see it: files that lie in no folder.</summary>
    public const string Top = "(top)";

    /// <summary>The one room that may call native code.</summary>
    public const string Interop = "Interop";

    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        [Errors] = [],
        ["Scheduling"] = [],
        ["Progress"] = [],
        [Interop] = [],
        ["Inspection"] = [],
        // What of a closure travels is told by the code that reads it.
        ["Serialization"] = ["Inspection"],
        ["Transport"] = [Interop],
        ["Protocol"] = ["Serialization"],
        ["Sharing"] = [Interop, "Serialization"],
        // Interop: where it is met depends on the system.
        ["Managing"] = [Interop, "Serialization", "Transport", "Sharing"],
        ["Insights"] = ["Sharing"],
        // Interop: a worker binds itself to its parent's life and to CPUs, which are native calls.
        ["Workers"] = [Interop, "Protocol", "Serialization", "Transport", "Sharing", "Insights"],
        // The fork server plays a whole worker to itself, so it speaks and writes as a pool does.
        ["Forking"] = [Interop, "Protocol", "Serialization", "Transport", "Workers"],
        ["Starting"] = [Interop, "Transport", "Workers", "Forking"],
        ["Engine"] = [Interop, "Scheduling", "Progress", "Inspection", "Serialization", "Transport", "Protocol", "Sharing", "Insights", "Workers", "Starting"],
        [Top] = [Interop, "Scheduling", "Serialization", "Sharing", "Workers", "Starting", "Engine"],
    };

    /// <summary>Public types that every room may name, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> Face { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Mpire.StartMethod"] = "the enum is part of the face; errors name it",
        ["Mpire.WorkerProfile"] = "the enum is part of the face; starters choose the settings",
        ["Mpire.WorkerPoolOptions"] = "what the user asked of a pool; the engine reads it",
        ["Mpire.LostChanges"] = "part of the pool's options; the engine acts on it",
        ["Mpire.MapOptions"] = "what the user asked of a call; the engine checks and reads it",
        ["Mpire.CpuIds"] = "part of the pool's options",
        ["Mpire.SpanReader`1"] = "the user's delegate, which the engine calls",
        ["Mpire.IPayloadSerializer"] = "the user's own serializer; it is handed through Pool, Protocol and Workers to where values are written",
    };

    /// <summary>Types whose namespace somebody else decides, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> NamedElsewhere { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["StartupHook"] = "the runtime looks for a type of this name outside every namespace in each assembly of DOTNET_STARTUP_HOOKS",
    };

    /// <summary>Single uses that the table forbids, as (using type, used type), each with its reason. An entry nobody needs any more is a fault.</summary>
    public static IReadOnlyDictionary<(string User, string Used), string> Exceptions { get; } =
        new Dictionary<(string User, string Used), string>
        {
            [("Mpire.Engine.PoolEngine", "Mpire.WorkerPool")] = "an ObjectDisposedException names the object that the user disposed",
            [("Mpire.Engine.CommonShapes", "Mpire.WorkerPool")] = "has the common maps compiled ahead, which are made where they are called",
            [("Mpire.Engine.CommonShapes", "Mpire.WorkerPoolBase`1")] = "has the common maps compiled ahead, which are made where they are called",
        };

    /// <summary>Every room there is.</summary>
    public static IReadOnlyCollection<string> All => MayUse.Keys;

    /// <summary>Whether the table lets one room use the other.</summary>
    public static bool Allows(string user, string used) =>
        user == used || used == Errors || (MayUse.TryGetValue(user, out var list) && list.Contains(used));
}
