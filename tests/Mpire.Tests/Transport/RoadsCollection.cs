namespace Mpire.Tests.Transport;

/// <summary>Roads are tested alone: their tests count the descriptors of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class RoadsCollection
{
    public const string Name = "Roads";
}
