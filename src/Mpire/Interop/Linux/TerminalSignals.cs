using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mpire.Interop.Linux;

/// <summary>Signals by which a terminal speaks to processes, and which are the program's business, not its workers'.</summary>
[SupportedOSPlatform("linux")]
internal static class TerminalSignals
{
    private const int Interrupt = 2;
    private const int BackgroundRead = 21;
    private const int BackgroundWrite = 22;
    private const nint IgnoreIt = 1;

    // A handler that does nothing, not "ignore": that would be handed on to programs that a task starts, and the framework respects it even where a task
    // registers a handler of its own. Any function of one number will do.
    private static readonly nint DoNothing =
        NativeLibrary.TryLoad("libc", typeof(TerminalSignals).Assembly, null, out var library) && NativeLibrary.TryGetExport(library, "abs", out var function)
            ? function
            : IgnoreIt;

    /// <summary>Lets this process go on where they would end or stop it: Ctrl-C is for the program to answer, and a worker that prints is no program in the
    /// background that has to wait for its turn (<c>stty tostop</c>). What a task registers by itself counts all the same.</summary>
    public static void Ignore()
    {
        _ = RawCalls.SetSignal(Interrupt, DoNothing);
        _ = RawCalls.SetSignal(BackgroundRead, IgnoreIt);
        _ = RawCalls.SetSignal(BackgroundWrite, IgnoreIt);
    }
}
