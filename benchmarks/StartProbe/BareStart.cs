using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Mpire.Interop;
using Mpire.Interop.Linux;
using Mpire.Starting;

namespace Mpire.Benchmarks.StartProbe;

/// <summary>The limit of every start: as many processes of this program, entered through the least startup hook there can be, until each has
/// sent one byte.</summary>
[SupportedOSPlatform("linux")]
internal static class BareStart
{
    private const int Rounds = 3;
    private const string Hook = "Mpire.Benchmarks.BareHook";

    public static void Measure(int workers)
    {
        if (ProgramCommand.Find(out var command) is { } refusal) throw refusal;
        for (var round = 0; round < Rounds; round++)
        {
            var milliseconds = Once(command!, workers);
            // The first round compiles this very code, which is no part of the limit.
            if (round > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare {milliseconds:F3}"));
        }
    }

    private static unsafe double Once(ProgramCommand command, int workers)
    {
        var ends = new int[workers];
        var children = new int[workers];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < workers; i++)
        {
            Pipe.Create(out ends[i], out var writeEnd);
            using var arguments = new StringVector(command.Arguments);
            using var environment = new StringVector(Variables(writeEnd));
            var error = PosixSpawn.Start(command.Path, arguments, environment, [writeEnd], [], 2, out children[i]);
            if (error != 0) throw NativeError.Exception("posix_spawn", error);
            Descriptor.Close(writeEnd);
        }

        foreach (var end in ends)
        {
            byte token;
            if (ReadWrite.Read(end, &token, 1) != 1) throw new InvalidOperationException("A process ended without its byte.");
        }

        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        foreach (var end in ends) Descriptor.Close(end);
        foreach (var child in children)
        {
            using var ending = PidFd.TryOpen(child);
            while (!WaitPid.TryReap(child, out _, out _))
            {
                if (ending is not null) PidFd.Wait(ending, Timeout.InfiniteTimeSpan);
            }
        }

        return milliseconds;
    }

    private static List<string> Variables(int pipe)
    {
        var variables = new List<string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if ((string)entry.Key != BirthNote.HooksVariable) variables.Add($"{entry.Key}={entry.Value}");
        }

        variables.Add($"{BirthNote.HooksVariable}={Hook}");
        variables.Add(string.Create(CultureInfo.InvariantCulture, $"MPIRE_BARE_PIPE={pipe}"));
        return variables;
    }
}
