namespace Mpire.Tests.Lifecycle;

/// <summary>These tests count this process's children, threads and descriptors, so nothing may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PoolCollection
{
    public const string Name = "Lifecycle of pools";
}
