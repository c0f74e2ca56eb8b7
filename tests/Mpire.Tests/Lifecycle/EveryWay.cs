namespace Mpire.Tests.Lifecycle;

/// <summary>Worker processes spawned over both transports, made by a fork server, and worker threads.</summary>
public sealed class EveryWay : TheoryData<Way>
{
    public EveryWay() => AddRange(Way.Spawn, Way.Portable, Way.Threading, Way.ForkServer);
}
