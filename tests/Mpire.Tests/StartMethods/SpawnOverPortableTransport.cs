using Mpire.Tests.Contracts;

namespace Mpire.Tests.StartMethods;

/// <summary>The contracts for worker processes that talk over the portable transport.</summary>
public static class SpawnOverPortableTransport
{
    private static readonly WorkerPoolOptions Options = new() { StartMethod = StartMethod.Spawn, PortableTransport = true };

    public sealed class Maps : MapContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Inputs : InputContract
    {
        protected override WorkerPoolOptions Method => Options;
    }
}
