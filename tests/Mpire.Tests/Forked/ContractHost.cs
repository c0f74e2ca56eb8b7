namespace Mpire.Tests.Forked;

/// <summary>
/// A program that prepares itself to be copied and runs the tests of a contract class, one after the other on its first thread, without a runner, which
/// would have threads and timers of its own.
/// </summary>
internal static class ContractHost
{
    public const string Command = "fork-contract";

    // The runtime keeps them for ever, so that no copy is made after a test that has needed one.
    private static readonly string[] Lasting = [".NET Timer", ".NET Sockets", ".NET SigHandler"];

    /// <summary>Runs.</summary>
    /// <param name="arguments">The file for reports, the class, the first test's number, and the number behind the last.</param>
    public static int Run(string[] arguments)
    {
        var isPrepared = StartMethods.PrepareFork(out var whyNot);
        var file = arguments[0];
        if (!isPrepared)
        {
            new TestReport(TestOutcome.Unsupported, 0, whyNot!).AppendTo(file);
            return 0;
        }

        var tests = ContractTest.Of(ContractTest.Contracts.Single(type => type.Name == arguments[1]));
        var number = int.Parse(arguments[2]);
        var end = Math.Min(int.Parse(arguments[3]), tests.Count);
        for (; number < end; number++)
        {
            new TestReport(TestOutcome.Begun, number).AppendTo(file);
            Run(tests[number], number).AppendTo(file);
            if (!HasLastingThread()) continue;
            number++;
            break;
        }

        new TestReport(TestOutcome.Done, number).AppendTo(file);
        return 0;
    }

    private static TestReport Run(ContractTest test, int number)
    {
        if (test.Skip is { } skip) return new TestReport(TestOutcome.Skipped, number, skip);
        try
        {
            MainThreadLoop.Run(test.Run);
            return new TestReport(TestOutcome.Passed, number);
        }
        catch (Exception failure)
        {
            const string Mark = "$XunitDynamicSkip$";
            return failure.Message.StartsWith(Mark, StringComparison.Ordinal)
                ? new TestReport(TestOutcome.Skipped, number, failure.Message[Mark.Length..])
                : new TestReport(TestOutcome.Failed, number, failure.ToString());
        }
    }

    private static bool HasLastingThread() =>
        Directory.GetDirectories("/proc/self/task").Any(static task => Lasting.Contains(NameOf(task)));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").TrimEnd();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
