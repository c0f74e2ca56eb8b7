using Mpire.Starting;

#pragma warning disable CA1050, MA0047 // The runtime looks for exactly this name, outside every namespace.

/// <summary>The runtime calls this before a program's <c>Main</c> when <c>DOTNET_STARTUP_HOOKS</c> names this assembly.</summary>
internal static class StartupHook
{
    /// <summary>In a worker this is its whole life and never returns, so <c>Main</c> never runs; in any other process it does nothing.</summary>
    public static void Initialize() => Arrival.Run();
}
