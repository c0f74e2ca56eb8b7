namespace Mpire;

/// <summary>How a worker process ended. Exactly one of the two numbers is set when the end was observed; none when it was not.</summary>
/// <param name="Code">The exit code, if the process exited by itself.</param>
/// <param name="Signal">The number of the signal that ended it (Linux, macOS), such as 9 for SIGKILL.</param>
public readonly record struct WorkerExit(int? Code, int? Signal)
{
    /// <summary>The signal's usual name, such as <c>SIGKILL</c>; <see langword="null"/> if the end was not by signal.</summary>
    public string? SignalName => Signal is { } number ? NameOf(number) : null;

    /// <inheritdoc/>
    public override string ToString() =>
        Signal is { } number ? $"signal {number} ({NameOf(number)})" : Code is { } code ? $"exit code {code}" : "unknown exit status";

    // Numbers 1 to 15 are the same on every Linux architecture and on macOS but for SIGBUS.
    private static string NameOf(int number) => number switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 when OperatingSystem.IsLinux() => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 when OperatingSystem.IsLinux() => "SIGUSR1",
        10 => "SIGBUS",
        11 => "SIGSEGV",
        12 when OperatingSystem.IsLinux() => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => $"SIG{number}",
    };
}
