using System.Diagnostics;
using System.Xml;
using Mpire;
using Quickstart;

const int QueryCount = 4000;
const string Usage = """
    Searches real text by worker threads and by worker processes, spawned and forked, and compares them with doing it alone.

    usage: dotnet run --project samples/Quickstart -c Release [folder]

      folder    where to read text from (XML documentation, or any other text files, with subfolders);
                default: the API documentation that comes with the .NET SDK
    """;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (args.Length > 1 || (args is [['-', ..]] && !Directory.Exists(args[0])))
    return Fail(args.Length > 1 ? "One folder at most; --help says more." : $"There is no option '{args[0]}'; --help says more.");

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C ends the searching in good order; a second one ends the program as usual.
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

try
{
    var corpus = Corpus.Find(args.FirstOrDefault());
    Console.WriteLine($"Text:     {corpus.Description}");

    var clock = Stopwatch.StartNew();
    var index = InvertedIndex.Build(corpus, stop.Token);
    Console.WriteLine($"Index:    {index} (built in {clock.Elapsed.TotalSeconds:0.0} s)");

    var queries = Query.Derive(index, QueryCount);
    if (queries.Length == 0) return Fail("There is too little text to search in: no paragraph has four different words.");
    Console.WriteLine($"Queries:  {queries.Length:N0} of 2 to 4 words, such as: {string.Join("; ", queries.Take(3))}");
    Console.WriteLine($"Workers:  {Environment.ProcessorCount}");
    Console.WriteLine();

    var runs = new List<Run>
    {
        Run.Serially(index, queries, stop.Token),
        Run.InPool("worker threads", WorkerPool.Create(startMethod: StartMethod.Threading).Share(index), queries, stop.Token),
        Run.InPool("spawned processes", WorkerPool.Create(startMethod: StartMethod.Spawn).Share(index), queries, stop.Token),

        // The same, but what travels is the function: every worker builds the index for itself, and this process would not need one.
        Run.InPool(
            "  index built there",
            WorkerPool.Create(startMethod: StartMethod.Spawn).Share(() => InvertedIndex.Build(corpus)),
            queries,
            stop.Token),
    };

    string? skipped = null;
    try
    {
        runs.Add(Run.InPool("forked processes", WorkerPool.Create(startMethod: StartMethod.ForkServer).Share(index), queries, stop.Token));
    }
    catch (StartMethodNotSupportedException error)
    {
        skipped = error.Message;
    }

    return Report.Write(runs, skipped) ? 0 : 1;
}
catch (NoTextException error)
{
    return Fail(error.Message);
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or XmlException)
{
    // A file that cannot be read to its end; if a worker reads it, its exception arrives here all the same.
    return Fail(error.Message);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}

static int Fail(string message)
{
    Console.Error.WriteLine($"Quickstart: {message}");
    return 2;
}
