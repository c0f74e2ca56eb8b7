using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>A program that prepares itself and whose workers are copies of it. A test host has too many threads for that, so each test runs such a program; its
/// scenarios lie in <c>Mpire.Tests.Forks</c>.</summary>
public sealed class ForkTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Mpire.Tests.Forks.dll");

    [Theory]
    [InlineData("map")]
    [InlineData("second-map")]
    [InlineData("fresh-workers")]
    [InlineData("lifespan")]
    [InlineData("pools")]
    [InlineData("lazy")]
    [InlineData("asynchronous")]
    [InlineData("asynchronous-fresh")]
    [InlineData("sequence")]
    [InlineData("together")]
    [InlineData("one-after-the-other")]
    public void Maps_one_after_the_other_get_their_workers(string scenario) => Run(scenario);

    [Theory]
    [InlineData("failure")]
    [InlineData("death")]
    [InlineData("cancellation")]
    [InlineData("original's-pool")]
    [InlineData("asynchronous-failure")]
    [InlineData("late-closing")]
    [InlineData("time-limit")]
    [InlineData("retry")]
    [InlineData("continue")]
    public void A_call_that_fails_leaves_a_pool_that_works(string scenario) => Run(scenario);

    [Theory]
    [InlineData("untransportable")]
    [InlineData("captured-untransportable")]
    [InlineData("captured-large")]
    [InlineData("captured-useless")]
    [InlineData("captured-too-late")]
    [InlineData("captured-by-replacements")]
    [InlineData("captured-asynchronously")]
    [InlineData("factory")]
    [InlineData("failing-factory")]
    [InlineData("copy-on-write")]
    [InlineData("later-change")]
    [InlineData("statics")]
    [InlineData("hooks")]
    public void What_the_program_has_is_inherited(string scenario) => Run(scenario);

    [Theory]
    [InlineData("work")]
    [InlineData("thread-pool")]
    [InlineData("nested")]
    [InlineData("end-handlers")]
    public void A_worker_is_a_whole_process(string scenario) => Run(scenario);

    [Theory]
    [InlineData("thread")]
    [InlineData("timer")]
    [InlineData("thread-pool-call")]
    [InlineData("console")]
    [InlineData("socket")]
    [InlineData("shared-wait")]
    public void What_a_copy_would_not_have_is_refused_by_name(string scenario) => Run(scenario);

    [Fact]
    public void A_program_without_the_line_is_refused_with_the_line() => Run("unprepared", "refused");

    [Fact]
    public void A_program_that_has_made_a_pool_is_not_prepared_any_more() => Run("unprepared", "late-preparation");

    [Fact]
    public void The_preparation_leaves_the_environment_as_it_was() => Run("environment");

    [Fact]
    public void The_preparation_leaves_no_file_in_the_temporary_folder() => Run("temporary-folder");

    [Fact]
    public void Loops_are_compiled_well_at_once_as_in_other_workers() => Run("loops-compiled-well");

    [Fact]
    public void What_the_user_says_of_loops_wins() => Run(new Dictionary<string, string?> { ["DOTNET_TC_QuickJitForLoops"] = "1" }, "loops-compiled-as-asked");

    private static void Run(params string[] arguments) => Run(new Dictionary<string, string?>(), arguments);

    private static void Run(Dictionary<string, string?> environment, params string[] arguments)
    {
        Assert.SkipUnless(
            StartMethods.IsSupported(StartMethod.Fork, out var whyNot) || whyNot.Contains("PrepareFork", StringComparison.Ordinal), whyNot ?? "");
        var told = HostProgram.Run("dotnet", [Program, .. arguments], environment);
        Assert.SkipWhen(told.Output.StartsWith("unsupported: ", StringComparison.Ordinal), told.Output);
        Assert.True(told is { ExitCode: 0, Output: "ok\n" }, told.Output + told.Errors);
    }
}
