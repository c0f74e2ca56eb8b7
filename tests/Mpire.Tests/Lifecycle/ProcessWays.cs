namespace Mpire.Tests.Lifecycle;

/// <summary>Worker processes, spawned over both transports or made by a fork server.</summary>
public sealed class ProcessWays : TheoryData<Way>
{
    public ProcessWays() => AddRange(Way.Spawn, Way.Portable, Way.ForkServer);
}
