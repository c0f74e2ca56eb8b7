namespace Mpire.Tests.Contracts;

/// <summary>Tests that count processes and descriptors of this process: one at a time, and beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PoolCollection
{
    public const string Name = "Pools";
}
