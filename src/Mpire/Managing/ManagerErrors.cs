namespace Mpire.Managing;

/// <summary>What several places say.</summary>
internal static class ManagerErrors
{
    public static ObjectDisposedException Disposed() => new(
        nameof(SharedManager), "The SharedManager was disposed of by the process that made it. Dispose of a manager when all calls that use it have ended.");
}
