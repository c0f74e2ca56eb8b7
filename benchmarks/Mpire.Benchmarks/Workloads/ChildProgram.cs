using System.Diagnostics;

namespace Mpire.Benchmarks.Workloads;

/// <summary>Runs another program and reads what it printed.</summary>
internal static class ChildProgram
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public static string Output(string program, params IEnumerable<string> arguments)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program}' did not end within {Longest}.");
        }

        return process.ExitCode == 0
            ? output.GetAwaiter().GetResult()
            : throw new InvalidOperationException($"'{program}' ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }
}
