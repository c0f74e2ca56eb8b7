namespace Mpire.Tests.Errors;

public class WorkerExitTests
{
    [Fact]
    public void A_signal_is_called_by_its_name() => Assert.Equal("signal 9 (SIGKILL)", new WorkerExit(null, 9).ToString());

    [Fact]
    public void An_exit_code_is_said_as_such() => Assert.Equal("exit code 3", new WorkerExit(3, null).ToString());
}
