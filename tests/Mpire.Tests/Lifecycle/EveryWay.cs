namespace Mpire.Tests.Lifecycle;

/// <summary>Worker processes over both transports, and worker threads.</summary>
public sealed class EveryWay : TheoryData<Way>
{
    public EveryWay() => AddRange(Way.Spawn, Way.Portable, Way.Threading);
}
