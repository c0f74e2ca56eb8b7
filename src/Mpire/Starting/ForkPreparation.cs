using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Mpire.Forking;
using Mpire.Interop;
using Mpire.Interop.Linux;

namespace Mpire.Starting;

/// <summary>Makes this program one that can be copied while it runs: starts it once more in the same process, with the runtime settings for that.</summary>
internal static unsafe class ForkPreparation
{
    // Tells the program that it was started once more, by its process id: a program that this one starts must not believe it of itself.
    private const string Variable = "MPIRE_PREPARED";
    private const int SigPipe = 13;

    // So long a thread of the pool waits for more work before it ends. A copy has none of them and has to wait for their ends; the runtime's own twenty seconds
    // would be too long. Read when the pool is used first.
    private const string PoolThreadTime = "System.Threading.ThreadPool.ThreadTimeoutMs";
    private const int PoolThreadMilliseconds = 100;

    private static bool _isPrepared;

    /// <summary>Why this process cannot be copied, as far as can be told before it is tried.</summary>
    public static StartMethodNotSupportedException? Find()
    {
        if (Copies.IsCopy)
            return Refuse("This process is itself a copy, made as a worker, and lacks threads that another copy would need.", "Choose StartMethod.Spawn in workers.");
        if (FindOnSystem() is { } refusal) return refusal;
        return _isPrepared
            ? null
            : Refuse(
                "The program was not prepared for it: a process can be copied only if its runtime was started with certain settings.",
                "Begin Main with StartMethods.PrepareFork(out _), which starts the program once more with them. Or choose StartMethod.ForkServer, which needs no preparation.");
    }

    /// <summary>Prepares. Does not return where the program has to be started once more.</summary>
    /// <returns>Why it cannot be, or <see langword="null"/> where it is.</returns>
    public static StartMethodNotSupportedException? Prepare()
    {
        if (_isPrepared || Copies.IsCopy || FindOnSystem() is not null) return Find();
        if (!OperatingSystem.IsLinux()) return Find();
        if (Debugger.IsAttached) return Refuse("A debugger is attached, which would lose the program.", "Run without it, or choose another start method.");
        if (Environment.GetEnvironmentVariable(Variable) == Note) return Arrive();
        return Copies.HadPools
            ? Refuse("The program has made a pool already, and would do once more what it has done since its beginning.", "Prepare the program at the beginning of Main.")
            : StartOnceMore();
    }

    private static string Note => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static StartMethodNotSupportedException? FindOnSystem() =>
        ForkSupport.Find() is { } refusal ? Refuse(refusal.Reason, refusal.Remedy) : null;

    [SupportedOSPlatform("linux")]
    private static StartMethodNotSupportedException? Arrive()
    {
        foreach (var variable in BirthNote.Replaced) Arrival.Restore(variable);
        Arrival.Set(Variable, null);
        RemoveDiagnosticFiles();

        // The program's own configuration has the last word on concurrent collection, but not on this.
        if (!GCSettings.IsServerGC) GCSettings.LatencyMode = GCLatencyMode.Batch;
        PlainOutput.Install();
        AppContext.SetData(PoolThreadTime, PoolThreadMilliseconds);
        if (SelfFork.Prepare() is { } refusal) return Refuse(refusal.Reason, refusal.Remedy);
        _isPrepared = true;
        return null;
    }

    // The runtime of before the start has opened its debugging and tracing pipes and had no end at which it would have removed them. Nobody listens there.
    private static void RemoveDiagnosticFiles()
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{ProcessIdentity.Own.Started}");
        foreach (var name in (string[])[$"clr-debug-pipe-{key}-in", $"clr-debug-pipe-{key}-out", $"dotnet-diagnostic-{key}-socket"])
        {
            try
            {
                File.Delete(Path.Combine(Path.GetTempPath(), name));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A file too many in the temporary folder is no reason not to start.
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private static StartMethodNotSupportedException StartOnceMore()
    {
        var nothing = new Dictionary<string, string?>();
        var variables = WorkerEnvironment.OfProgram(nothing);
        ForkRecipe.Apply(variables, nothing);

        // What is compiled at once has not to be compiled again in each copy, which begins to count anew what is called often.
        BatchSettings.Apply(variables, nothing);
        variables[Variable] = Note;
        var entries = new List<string>(variables.Count);
        foreach (var (name, value) in variables) entries.Add(name + "=" + value);
        using var environment = new StringVector(entries);
        using var arguments = new StringVector(CommandLine.Read());
        using var path = new StringVector([Environment.ProcessPath!]);

        // The runtime ignores it, and what is ignored stays so: the program would think that its caller wants that.
        var before = RawCalls.SetSignal(SigPipe, 0);
        _ = RawCalls.Execute(*path.Pointer, arguments.Pointer, environment.Pointer);
        var error = Marshal.GetLastSystemError();
        _ = RawCalls.SetSignal(SigPipe, before);
        return Refuse($"The program could not be started once more: {NativeError.Exception("execve", error).Message}", "Choose StartMethod.ForkServer.");
    }

    private static StartMethodNotSupportedException Refuse(string reason, string remedy) => new(StartMethod.Fork, reason, remedy);
}
