using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Mpire.Tests.Contracts;
using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>What workers write on standard error reaches the program's, and the last of it the report of their death.</summary>
[SupportedOSPlatform("linux")]
public sealed class ErrorTapTests : PoolTest
{
    [Theory]
    [InlineData(Death.FailFast, "asked for")]
    [InlineData(Death.StackOverflow, "Deeper")]
    [InlineData(Death.OtherThread, "on another thread")]
    public void The_report_of_a_death_has_the_last_that_the_worker_said(Death how, string words)
    {
        using var pool = NewPool(Way.Spawn);
        var error = Assert.Throws<WorkerDiedException>(() => pool.Apply(static how => NativeCrash.Die(how), how));
        Assert.Contains(words, error.LastErrors, StringComparison.Ordinal);
        var silent = Assert.Throws<WorkerDiedException>(() => pool.Apply(static how => NativeCrash.Die(how), Death.Exit));
        Assert.Null(silent.LastErrors);
    }

    [Fact]
    public void Nothing_of_it_is_lost_on_its_way()
    {
        var result = HostProgram.Run("dotnet", [HostProgram.Library, "run:pool-errors:500"], null, AppContext.BaseDirectory);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("True", result.Told("kept"));
        Assert.Equal("the last words", result.Told("last"));
        for (var line = 0; line < 500; line++) Assert.Single(Regex.Matches(result.Errors, $"^line {line}$", RegexOptions.Multiline));
        Assert.Contains(new string('x', 100_000), result.Errors, StringComparison.Ordinal);
        Assert.Contains("from a child", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void No_descriptor_is_left()
    {
        using (var pool = NewPool(Way.Spawn)) pool.Map(static x => x, [1, 2]);
        var before = Open();
        for (var i = 0; i < 3; i++)
        {
            using var pool = NewPool(Way.Spawn);
            Assert.Throws<WorkerDiedException>(() => pool.Apply(static how => NativeCrash.Die(how), Death.Exit));
            pool.Map(static x => x, [1, 2]);
        }

        var after = Open();
        Assert.True(after.Count <= before.Count, string.Join("; ", after.Where(entry => !before.ContainsKey(entry.Key)).Select(entry => $"{entry.Key} {entry.Value}")));
    }

    /// <summary>All but the assemblies, of which the runtime may load one more for the first worker that dies in this process.</summary>
    private static Dictionary<string, string> Open() => OpenFiles.ByPath()
        .Where(static entry => !entry.Value.EndsWith(".dll", StringComparison.Ordinal)).ToDictionary();
}
