using Mpire.Interop;

namespace Mpire.Starting;

/// <summary>Whether a fork server can work here, as far as can be told before one is started. The server itself looks at the rest.</summary>
internal static class ForkSupport
{
    private static volatile StartMethodNotSupportedException? _seen;

    /// <summary>Finds out.</summary>
    /// <returns>Why not, or <see langword="null"/>.</returns>
    public static StartMethodNotSupportedException? Find()
    {
        if (_seen is { } seen) return seen;
        if (!Platform.HasLinuxPath)
            return Refuse("It needs Linux on a 64-bit processor, whose kernel copies a process without copying its memory.");
        if (!Interop.Linux.Glibc.HasUnderFork)
            return Refuse("It needs the C library glibc, 2.34 or later, which can fork without giving the stacks of other threads away.");
        if (Environment.GetEnvironmentVariable("CORECLR_ENABLE_PROFILING") == "1")
            return Refuse("A profiler is attached (CORECLR_ENABLE_PROFILING=1), whose threads a forked worker would not have.", "Run without it, or choose StartMethod.Spawn.");
        return ProgramCommand.Find(out _) is { } refusal ? new(StartMethod.ForkServer, refusal.Reason, refusal.Remedy) : null;
    }

    /// <summary>Keeps what a server has found out about this system: the next one would find the same.</summary>
    public static void Remember(StartMethodNotSupportedException refusal) => _seen = refusal;

    private static StartMethodNotSupportedException Refuse(string reason, string remedy = "Choose StartMethod.Spawn.") =>
        new(StartMethod.ForkServer, reason, remedy);
}
