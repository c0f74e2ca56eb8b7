using Mpire.Starting;
using Mpire.Tests.Host;

namespace Mpire.Tests.Starting;

public class ProcessStarterTests : WorkerStarterContract
{
    private protected override IWorkerStarter NewStarter(string life) => new ProcessStarter(new NamedRoads(life));

    [Fact]
    public void A_road_that_needs_descriptors_is_refused()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Pipes are passed on Linux only.");
        using var starter = new ProcessStarter(new PipeRoads("hang"));
        Assert.Throws<InvalidOperationException>(() => starter.Start(new WorkerStartInfo(0, null, Scenarios.WithTestLife)));
    }
}
