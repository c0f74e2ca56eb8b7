using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Forking;

/// <summary>
/// Looks at the threads of a program that is about to copy itself. A copy has none of them but the one that forks, so each must be one whose absence was
/// proven harmless, and must wait in the kernel, without a time limit, for something that only another thread of this process could bring about: on a word
/// that is private to it, since one in shared memory can be changed by another process, which does not stand still.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ThreadsAtRest
{
    private const string Tiering = ".NET Tiered Com";
    private const string Unlimited = "0x0";

    private const int PrivateFlag = 128;

    // futex: where, what, value, time limit.
    private static readonly string FutexCall = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "202" : "98";

    /// <summary>Threads that do not belong there, by name; <see langword="null"/> if there are none.</summary>
    public string? Strangers { get; private set; }

    /// <summary>A thread that may be there, but runs, or waits for a time; <see langword="null"/> if there is none.</summary>
    public string? Restless { get; private set; }

    /// <summary>How many there are, without the compiler's, which goes by itself.</summary>
    public int Count { get; private set; }

    /// <summary>Looks at all of them.</summary>
    public static ThreadsAtRest Look()
    {
        var self = new ThreadsAtRest();
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var thread)) self.Look(thread);
        }

        return self;
    }

    private void Look(int thread)
    {
        var name = OwnProcess.ReadOfThread(thread, "comm").TrimEnd();
        if (name.Length == 0 || name == Tiering) return;
        Count++;

        // The runtime's own two: one waits for a process's end, the other is the one that looks.
        if (name is ".NET SynchManag" or ".NET Finalizer") return;
        var call = OwnProcess.ReadOfThread(thread, "syscall").Split(' ');
        var standsHere = call.Length > 4 && call[0] == FutexCall && Number(call[1]) == StandStill.Address;
        var waitsForOwn = call.Length > 4 && call[0] == FutexCall && (Number(call[2]) & PrivateFlag) != 0 && call[4] == Unlimited;

        // It falls asleep a second after the pool's last work.
        if (name == ThreadPoolParts.Watcher && ThreadPoolParts.IsKnown)
        {
            if (!waitsForOwn) Restless = "the thread pool";
            return;
        }

        var isMain = thread == Environment.ProcessId;
        var isOurs = name.StartsWith("Mpire ", StringComparison.Ordinal);
        if (name.StartsWith(".NET ", StringComparison.Ordinal) || !(isMain || isOurs || standsHere))
        {
            var told = isMain || name.StartsWith(".NET ", StringComparison.Ordinal) ? name : $"'{name}' (a thread of the program, number {thread})";
            Strangers = Strangers is null ? told : Strangers + ", " + told;
        }
        else if (!standsHere && !waitsForOwn)
        {
            Restless = isMain ? "the program's first thread" : $"'{name}'";
        }
    }

    private static nint Number(string word) =>
        word.Length > 2 && nint.TryParse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
