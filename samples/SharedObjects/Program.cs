using System.Text.Json;
using System.Xml;
using Mpire;
using Quickstart;
using SharedObjects;

// For StartMethod.Fork, and hence the first line. Where a program cannot be prepared, the row of Fork says why.
_ = StartMethods.PrepareFork(out _);

try
{
    var options = Options.Parse(args);
    if (options.WantsHelp)
    {
        Console.WriteLine(Options.Usage);
        return 0;
    }

    if (options.WantsGuide) return Guide.Run() ? 0 : 1;

    // One method, in a process of its own. Nothing may be written before its workers are there: the console can bring threads that a copy would not have.
    if (options.Only is { } method)
    {
        Console.WriteLine(JsonSerializer.Serialize(Experiment.Run(method, options)));
        return 0;
    }

    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        // The first Ctrl-C ends the measuring in good order; a second one ends the program as usual.
        pressed.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    };
    return await Comparison.Run(options, stop.Token) ? 0 : 1;
}
catch (Exception error) when (error is UsageException or NoTextException or IOException or UnauthorizedAccessException or XmlException)
{
    await Console.Error.WriteLineAsync($"SharedObjects: {error.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}
