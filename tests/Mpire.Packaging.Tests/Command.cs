using System.Diagnostics;

namespace Mpire.Packaging.Tests;

/// <summary>Runs one program to its end and gives what it said; a failure carries all of its output.</summary>
internal static class Command
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(4);

    public static async Task<string> Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the SDK that runs this test told it must not steer the one started here.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        // A build server that outlives the test would hold the output pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["NUGET_XMLDOC_MODE"] = "none";

        using var process = Process.Start(start)!;
        using var guard = new CancellationTokenSource(Guard);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(guard.Token);
            var error = process.StandardError.ReadToEndAsync(guard.Token);
            await process.WaitForExitAsync(guard.Token);
            var said = await output;
            Assert.True(process.ExitCode == 0,
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:{Environment.NewLine}{said}{await error}");
            return said;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Guard}.");
        }
    }
}
