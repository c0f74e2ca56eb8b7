using System.Diagnostics;

namespace Mpire.Tests.Starting;

/// <summary>Runs the test program, which starts workers as any program would.</summary>
internal static class HostProgram
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "Mpire.Tests.Host");

    public static string Library { get; } = Executable + ".dll";

    public static Result Run(
        string file, IEnumerable<string> arguments, Dictionary<string, string?>? environment = null, string? directory = null)
    {
        using var process = Process.Start(Prepare(file, arguments, environment, directory))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Guard))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The program did not end in time.");
        }

        return new Result(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    public static ProcessStartInfo Prepare(
        string file, IEnumerable<string> arguments, Dictionary<string, string?>? environment = null, string? directory = null)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? []) info.Environment[name] = value;
        return info;
    }

    internal sealed record Result(int ExitCode, string Output, string Errors)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public string Told(string name)
        {
            Assert.True(Output.Contains($"\n{name}=", StringComparison.Ordinal), $"Nothing was told about '{name}':\n{Output}\n{Errors}");
            return Lines.First(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
        }
    }
}
