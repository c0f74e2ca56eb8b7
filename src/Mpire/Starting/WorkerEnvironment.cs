using System.Collections;

namespace Mpire.Starting;

/// <summary>Composes a worker's environment: the program's own as it is now, what was asked for this worker, and the way in.</summary>
/// <remarks>
/// Startup hooks that the program itself was started with (reload agents, tracers) do not run in workers: they cost more than the worker's start,
/// and an agent that talks to one process by a fixed name must not meet a second one. They are put back for what the worker starts. Whoever wants a
/// hook in workers names it in the environment asked for the worker; it runs before the worker's own.
/// </remarks>
internal static class WorkerEnvironment
{
    /// <summary>The variables of one worker.</summary>
    public static Dictionary<string, string> Compose(WorkerStartInfo info, string hook, WorkerRoad road)
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry.Value is string value) variables[(string)entry.Key] = value;
        }

        foreach (var (name, value) in info.Environment)
        {
            if (value is null) variables.Remove(name);
            else variables[name] = value;
        }

        var ownHooks = info.Environment.TryGetValue(BirthNote.HooksVariable, out var asked) && !string.IsNullOrEmpty(asked)
            ? asked + Path.PathSeparator
            : "";
        Replace(variables, BirthNote.HooksVariable, BirthNote.KeptHooks, ownHooks + hook);
        if (!info.Environment.ContainsKey(BirthNote.ServerGcVariable))
            Replace(variables, BirthNote.ServerGcVariable, BirthNote.KeptServerGc, "0");

        // Workers are killed as a matter of course. Whoever wants to debug or trace them asks for it, here or in the program's own environment.
        if (!variables.ContainsKey(BirthNote.DiagnosticsVariable))
            Replace(variables, BirthNote.DiagnosticsVariable, BirthNote.KeptDiagnostics, "0");
        variables[BirthNote.Variable] = BirthNote.Format(Environment.ProcessId, info.WorkerId, road.Descriptors, road.Address);
        return variables;
    }

    private static void Replace(Dictionary<string, string> variables, string name, string kept, string value)
    {
        variables[kept] = variables.TryGetValue(name, out var before) ? BirthNote.WasSet + before : $"{BirthNote.WasNotSet}";
        variables[name] = value;
    }
}
