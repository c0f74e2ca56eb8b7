using System.Text.Json;

namespace Mpire.Tests.Forked;

/// <summary>What came of a test.</summary>
internal enum TestOutcome
{
    Begun,
    Passed,
    Skipped,
    Failed,

    /// <summary>No test: the system cannot run the host, or this one is done.</summary>
    Unsupported,
    Done,
}

/// <summary>A line of what the host of a contract tells.</summary>
/// <param name="Outcome">What has happened.</param>
/// <param name="Number">The test's number; of the next, when this host is done.</param>
/// <param name="Told">The reason or the failure.</param>
internal sealed record TestReport(TestOutcome Outcome, int Number, string Told = "")
{
    /// <summary>Adds it to a file: standard output belongs to the tests.</summary>
    public void AppendTo(string file) => File.AppendAllText(file, JsonSerializer.Serialize(this) + "\n");

    /// <summary>What is there.</summary>
    public static List<TestReport> ReadAll(string file) => [.. File.ReadLines(file).Select(static line => JsonSerializer.Deserialize<TestReport>(line)!)];
}
