using Mpire.Tests.Host;
using Mpire.Workers;

#pragma warning disable CA1050 // The runtime looks for exactly this name, outside every namespace.

/// <summary>Runs in a worker before the library's own hook and gives it the life that the test asked for.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("MPIRE_TEST_BARE") is not null) RawWrite.AndExit(Environment.GetEnvironmentVariable("MPIRE_WORKER")!);
        WorkerEntry.Life = WorkerLives.Live;
    }
}
