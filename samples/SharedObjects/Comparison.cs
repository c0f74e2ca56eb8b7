using System.Diagnostics;
using System.Text.Json;
using Mpire;
using Quickstart;

namespace SharedObjects;

/// <summary>
/// Each method in a process of its own, which is this program run again: what one method leaves behind is not counted for the next, and nothing is there that
/// stands in the way of a fork.
/// </summary>
internal static class Comparison
{
    public static readonly StartMethod[] Methods = [StartMethod.Threading, StartMethod.Spawn, StartMethod.ForkServer, StartMethod.Fork];

    /// <returns>Whether all have read the same.</returns>
    public static async Task<bool> Run(Options options, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Text:     {Corpus.Find(options.Folder).Description}");
        Console.WriteLine($"Objects:  about {options.Megabytes} MB, made of it in each program");
        Console.WriteLine($"Workers:  {options.Workers}, on {Environment.ProcessorCount} processors");
        var measurements = new List<Measurement>();
        foreach (var method in Methods)
        {
            var clock = Stopwatch.StartNew();
            measurements.Add(await Measure(method, options, cancellationToken));
            Console.WriteLine($"          {method} measured in {clock.Elapsed.TotalSeconds:0.0} s");
        }

        var isSound = Report.Write(measurements);
        if (options.Chart is not { } file) return isSound;
        Chart.Draw(measurements, options, file);
        Console.WriteLine($"The chart is in {Path.GetFullPath(file)}.");
        return isSound;
    }

    private static async Task<Measurement> Measure(StartMethod method, Options options, CancellationToken cancellationToken)
    {
        // `dotnet SharedObjects.dll` runs the program by another one, which wants its name first.
        var program = Environment.ProcessPath!;
        var isHosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] arguments = [.. isHosted ? [Environment.GetCommandLineArgs()[0]] : Array.Empty<string>(), .. options.ArgumentsFor(method)];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) return JsonSerializer.Deserialize<Measurement>(output)!;

            // Ctrl-C reaches both, and that one may end first.
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"The process that measures {method} ended with {process.ExitCode}.");
        }
        finally
        {
            // Its workers end with it.
            if (!process.HasExited) process.Kill();
        }
    }
}
