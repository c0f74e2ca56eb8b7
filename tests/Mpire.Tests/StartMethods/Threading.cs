using Mpire.Tests.Contracts;

namespace Mpire.Tests.StartMethods;

/// <summary>The contracts for worker threads.</summary>
public static class Threading
{
    private static readonly WorkerPoolOptions Options = new() { StartMethod = StartMethod.Threading };

    public sealed class Maps : MapContract
    {
        protected override WorkerPoolOptions Method => Options;
    }

    public sealed class Inputs : InputContract
    {
        protected override WorkerPoolOptions Method => Options;
    }
}
