using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Mpire.Starting;
using Mpire.Tests.Host;

namespace Mpire.Tests.Starting;

/// <summary>Alone, because any process that another test starts at this moment holds a copy of every descriptor until its exec.</summary>
[Collection(nameof(ReleasedResourcesTests))]
[CollectionDefinition(nameof(ReleasedResourcesTests), DisableParallelization = true)]
[SupportedOSPlatform("linux")]
public class ReleasedResourcesTests
{
    [Fact]
    public void A_port_and_a_file_can_be_opened_again_at_once_while_a_worker_lives()
    {
        var path = Path.GetTempFileName();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var starter = new SpawnStarter(new PipeRoads("hang"));
        using var worker = starter.Start(new WorkerStartInfo(0, null, Scenarios.WithTestLife));
        Assert.Equal('x', ((ReaderChannel)worker.Channel).Reader.ReadByte());
        listener.Dispose();
        file.Dispose();
        using var again = new TcpListener(IPAddress.Loopback, port);
        again.Start();
        using var fileAgain = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        Assert.False(worker.WaitForExit(TimeSpan.Zero, out _));
    }
}
