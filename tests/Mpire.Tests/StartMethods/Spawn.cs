using Mpire.Tests.Contracts;

namespace Mpire.Tests.StartMethods;

/// <summary>The contracts for worker processes.</summary>
public static class Spawn
{
    private static readonly WorkerPoolOptions Options = new() { StartMethod = StartMethod.Spawn };

    public sealed class Maps : MapContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Inputs : InputContract
    {
        protected override WorkerPoolOptions Method => Options;
    }
}
