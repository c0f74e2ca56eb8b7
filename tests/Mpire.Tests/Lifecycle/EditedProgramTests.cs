using Mpire.Tests.Starting;

namespace Mpire.Tests.Lifecycle;

/// <summary>A program that is edited while it runs: its workers would run the code on disk.</summary>
public sealed class EditedProgramTests
{
    [Theory]
    [InlineData("Spawn")]
    [InlineData("ForkServer")]
    public void After_an_edit_no_function_is_sent_to_a_process_and_threads_go_on(string method)
    {
        var result = HostProgram.Run(HostProgram.Executable, ["run:pool-edited"], new() { ["MPIRE_TEST_METHOD"] = method });
        Assert.Equal("1", result.Told("before"));
        string[] refused = ["after", "map", "hooks"];
        foreach (var call in refused)
        {
            Assert.Contains("Hot Reload; first 'Mpire.Tests.Host.PoolScenarios'", result.Told(call), StringComparison.Ordinal);
            Assert.Contains("Restart the program", result.Told(call), StringComparison.Ordinal);
        }

        Assert.Equal("1", result.Told("threads"));
    }
}
