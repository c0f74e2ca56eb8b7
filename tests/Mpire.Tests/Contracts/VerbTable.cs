using System.Reflection;

namespace Mpire.Tests.Contracts;

/// <summary>The table that the public face must be: every verb with every form of task over every kind of input.</summary>
internal static class VerbTable
{
    private static readonly string[] Results = ["TResult", "Task<TResult>", "ValueTask<TResult>"];
    private static readonly string[] NoResults = ["void", "Task", "ValueTask"];

    /// <summary>The verbs by the arguments that their tasks take beside the worker, the kinds of results and of inputs.</summary>
    private static readonly (string Verb, int[] Arguments, string[] Results, string[] Inputs)[] Rows =
    [
        .. new[] { "Map", "MapUnordered" }.Select(verb => (verb, new[] { 1 }, Results, new[] { "IEnumerable", "ReadOnlyMemory" })),
        .. new[] { "Imap", "ImapUnordered" }.Select(verb => (verb, new[] { 1 }, Results, new[] { "IEnumerable" })),
        .. new[] { "MapAsync", "MapUnorderedAsync", "ImapAsync", "ImapUnorderedAsync" }
            .Select(verb => (verb, new[] { 1 }, Results, new[] { "IEnumerable", "IAsyncEnumerable" })),
        ("ForEach", [1], [.. NoResults, "Task<TResult>", "ValueTask<TResult>"], ["IEnumerable", "ReadOnlyMemory"]),
        ("ForEachAsync", [1], [.. NoResults, "Task<TResult>", "ValueTask<TResult>"], ["IEnumerable", "IAsyncEnumerable"]),
        ("StarMap", [2, 3], Results, ["IEnumerable"]),
        ("StarMapAsync", [2, 3], Results, ["IEnumerable", "IAsyncEnumerable"]),
        .. new[] { "Apply", "ApplyAsync" }.Select(verb => (verb, new[] { 0, 1, 2, 3 }, (string[])[.. Results, .. NoResults], new[] { "" })),
    ];

    /// <summary>The verbs over blocks, whose tasks take spans: nothing that has to be awaited may take one.</summary>
    private static readonly string[] BlockVerbs = ["MapBlocks", "MapBlocksAsync"];

    public static IEnumerable<string> Verbs => Rows.Select(row => row.Verb);

    /// <summary>What there must be.</summary>
    public static IEnumerable<string> Expected => OfItems.Concat(OfBlocks);

    private static IEnumerable<string> OfItems =>
        from row in Rows
        from input in row.Inputs
        from count in row.Arguments
        from worker in new[] { "", "worker" }
        from result in row.Results
        select Describe(row.Verb, worker.Length > 0, count, result, input);

    private static IEnumerable<string> OfBlocks =>
        from verb in BlockVerbs
        from input in new[] { "T[]", "ReadOnlyMemory", "SharedArray" }
        from destination in new[] { "", " into Memory" }
        from worker in new[] { "", "worker" }
        select Describe(verb, worker.Length > 0, 1, "TResult[]", input + destination);

    /// <summary>What there is.</summary>
    public static IEnumerable<string> Actual =>
        typeof(WorkerPoolBase<>).GetMethods().Where(method => Verbs.Contains(method.Name) || BlockVerbs.Contains(method.Name)).Select(Describe);

    /// <summary>All public overloads of the verbs over items.</summary>
    public static IEnumerable<MethodInfo> Overloads(Type pool) => pool.GetMethods().Where(method => Verbs.Contains(method.Name));

    private static string Describe(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var task = parameters[0].ParameterType.GetMethod("Invoke")!;
        var arguments = task.GetParameters().Select(parameter => parameter.ParameterType).ToList();
        var hasWorker = arguments.Count > 0 && arguments[0] == method.DeclaringType!.GetGenericArguments()[0];
        var input = method.Name.StartsWith("Apply", StringComparison.Ordinal) ? "" : parameters[1].ParameterType.Name.Split('`')[0];
        if (Array.Exists(parameters, parameter => parameter.Name == "destination")) input += " into Memory";
        return Describe(method.Name, hasWorker, arguments.Count - (hasWorker ? 1 : 0), NameOf(task.ReturnType), input);
    }

    private static string Describe(string verb, bool hasWorker, int count, string result, string input) =>
        $"{verb}: ({(hasWorker ? "worker, " : "")}{count} arguments) => {result}{(input.Length > 0 ? " over " : "")}{input}";

    private static string NameOf(Type type) =>
        type == typeof(void) ? "void"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
