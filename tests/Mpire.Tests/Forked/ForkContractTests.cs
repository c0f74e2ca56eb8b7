using System.Collections.Concurrent;
using Mpire.Tests.Contracts;
using Mpire.Tests.Plugins;

namespace Mpire.Tests.Forked;

/// <summary>The contracts for workers that are copies of the program, one row for each test. The first row of a class has all of them run, by programs that
/// prepare themselves; see <see cref="ContractHost"/>.</summary>
[Collection(PoolCollection.Name)]
public sealed class ForkContractTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Dictionary<string, TestReport>>> Results = new();

    public static TheoryData<string, string> Tests => new(
        from contract in ContractTest.Contracts
        from test in ContractTest.Of(contract)
        select (contract.Name, test.Name));

    /// <summary>Whether they are asked for. They take five minutes: the whole check asks for them, 'dotnet test' by itself does not.</summary>
    public static bool AreAsked => Environment.GetEnvironmentVariable("MPIRE_FORK_CONTRACTS") == "1";

    [Theory(Skip = "Not asked for: set MPIRE_FORK_CONTRACTS=1 to run the contracts under StartMethod.Fork.", SkipUnless = nameof(AreAsked))]
    [MemberData(nameof(Tests))]
    public void A_contract_holds_in_a_program_whose_workers_are_copies_of_it(string contract, string test)
    {
        Assert.SkipUnless(
            StartMethods.IsSupported(StartMethod.Fork, out var whyNot) || whyNot.Contains("PrepareFork", StringComparison.Ordinal), whyNot ?? "");
        var results = Results.GetOrAdd(contract, static name => new(() => RunAll(ContractTest.Contracts.Single(type => type.Name == name)))).Value;
        var report = results[test];
        var exception = NotUnderFork.Find(contract, test);
        if (exception is not null && report.Outcome == TestOutcome.Failed && report.Told.Contains(exception.Refusal, StringComparison.Ordinal))
            Assert.Skip($"{exception.Reason} The pool said: {exception.Refusal}");
        Assert.True(report.Outcome != TestOutcome.Failed, report.Told);
        var needed = exception is null || report.Outcome != TestOutcome.Passed || results.Any(other => exception.IsOf(contract, other.Key) && other.Value.Outcome == TestOutcome.Failed);
        Assert.True(needed, $"Its row in {nameof(NotUnderFork)} is not needed any more.");
        Assert.SkipWhen(report.Outcome == TestOutcome.Skipped, report.Told);
    }

    private static Dictionary<string, TestReport> RunAll(Type contract)
    {
        // A program that has started a compiler cannot be copied any more.
        if (contract.IsAssignableTo(typeof(PluginContract))) PluginFolder.Compile();
        return HostedContract.Run(contract);
    }

    [Fact]
    public void Every_exception_is_of_a_test_that_there_is() =>
        Assert.Equal([], NotUnderFork.Rows.Where(static row => !Tests.Any(test => row.IsOf(test.Data.Item1, test.Data.Item2))));
}
