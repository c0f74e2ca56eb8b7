namespace Mpire.Tests.Lifecycle;

/// <summary>How a pool under test reaches its workers.</summary>
public enum Way
{
    Spawn,
    Portable,
    Threading,
    ForkServer,
}
