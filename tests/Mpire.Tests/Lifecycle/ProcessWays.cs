namespace Mpire.Tests.Lifecycle;

/// <summary>Worker processes over both transports.</summary>
public sealed class ProcessWays : TheoryData<Way>
{
    public ProcessWays() => AddRange(Way.Spawn, Way.Portable);
}
