using System.Diagnostics;
using System.Text;
using Mpire.Tests.Contracts;

namespace Mpire.Tests.Forked;

/// <summary>Runs a contract class in as many programs as it takes: another one after each test that leaves a thread for ever, hangs or ends its program.</summary>
internal static class HostedContract
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // They wait more than they work: for threads of the thread pool to end, mostly.
    private const int AtOnce = 3;
    private const int FewestOfOne = 5;

    /// <summary>Runs them all.</summary>
    /// <returns>What came of each.</returns>
    public static Dictionary<string, TestReport> Run(Type contract)
    {
        var tests = ContractTest.Of(contract);
        var parts = tests.Index().Chunk(Math.Max(FewestOfOne, (tests.Count + AtOnce - 1) / AtOnce)).ToArray();
        var reports = new List<TestReport>[parts.Length];
        var threads = parts.Select((part, i) => new Thread(() => reports[i] = Run(contract, part[0].Index, part[^1].Index + 1))).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return reports.SelectMany(static part => part).ToDictionary(report => tests[report.Number].Name, StringComparer.Ordinal);
    }

    // From a number to before another.
    private static List<TestReport> Run(Type contract, int next, int end)
    {
        var results = new List<TestReport>();
        var file = Path.GetTempFileName();
        while (next < end)
        {
            File.WriteAllBytes(file, []);
            var way = RunProgram(file, contract, next, end);
            var reports = TestReport.ReadAll(file);
            var last = reports.Count > 0 ? reports[^1] : new TestReport(TestOutcome.Begun, next);
            if (last.Outcome == TestOutcome.Unsupported)
            {
                results.AddRange(Enumerable.Range(next, end - next).Select(number => new TestReport(TestOutcome.Skipped, number, last.Told)));
                break;
            }

            results.AddRange(reports.Where(static report => report.Outcome is not (TestOutcome.Begun or TestOutcome.Done)));
            if (last.Outcome != TestOutcome.Done)
            {
                // Also one that has passed: its program should have gone on.
                results.RemoveAll(report => report.Number == last.Number);
                results.Add(new TestReport(TestOutcome.Failed, last.Number, way));
            }

            next = last.Outcome == TestOutcome.Done ? last.Number : last.Number + 1;
        }

        File.Delete(file);
        return results;
    }

    // Returns how it has ended.
    private static string RunProgram(string file, Type contract, int first, int end)
    {
        string[] arguments = [ContractHost.Command, file, contract.Name, $"{first}", $"{end}"];
        var info = new ProcessStartInfo("dotnet", [typeof(HostedContract).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var host = Process.Start(info)!;
        var (output, errors) = (host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync());
        var hung = WatchFor(host, file);
        return $"The program has ended with {host.ExitCode}.\n{hung}\n{output.GetAwaiter().GetResult()}\n{errors.GetAwaiter().GetResult()}";
    }

    // Returns what everybody waited for, if it told nothing for too long.
    private static string WatchFor(Process host, string file)
    {
        var (length, since) = (0L, Stopwatch.GetTimestamp());
        while (!host.WaitForExit(TimeSpan.FromSeconds(1)))
        {
            if (new FileInfo(file).Length is var now && now != length) (length, since) = (now, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) < Limit) continue;
            var text = new StringBuilder("It told nothing for too long and was killed.\n");
            HangGuard.DescribeProcess(text, host.Id);
            foreach (var child in Residue.ChildrenOf($"{host.Id}")) HangGuard.DescribeProcess(text, child);
            host.Kill(entireProcessTree: true);
            host.WaitForExit();
            return text.ToString();
        }

        return "";
    }
}
