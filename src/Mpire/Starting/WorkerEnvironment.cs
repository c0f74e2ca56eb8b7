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
    public static Dictionary<string, string> Compose(WorkerStartInfo info, string hook, WorkerRoad road, WorkerProfile profile)
    {
        var note = BirthNote.Format(Environment.ProcessId, info.WorkerId, road.Descriptors, road.Address);
        var variables = OfProgram(info.Environment);
        HeapShare.Apply(variables, info.Workers);
        return Complete(variables, info.Environment, hook, note, profile);
    }

    /// <summary>Makes of the program's variables those of one process with this birth note.</summary>
    public static Dictionary<string, string> Complete(
        Dictionary<string, string> variables, IReadOnlyDictionary<string, string?> asked, string hook, string note, WorkerProfile profile)
    {
        var ownHooks = asked.TryGetValue(BirthNote.HooksVariable, out var hooks) && !string.IsNullOrEmpty(hooks) ? hooks + Path.PathSeparator : "";
        Replace(variables, BirthNote.HooksVariable, ownHooks + hook);
        if (!asked.ContainsKey(BirthNote.ServerGcVariable)) Replace(variables, BirthNote.ServerGcVariable, "0");

        // Workers are killed as a matter of course. Whoever wants to debug or trace them asks for it, here or in the program's own environment.
        if (!variables.ContainsKey(BirthNote.DiagnosticsVariable)) Replace(variables, BirthNote.DiagnosticsVariable, "0");
        if (profile == WorkerProfile.Batch) BatchSettings.Apply(variables, asked);
        variables[BirthNote.Variable] = note;
        return variables;
    }

    /// <summary>The program's own variables as they are now, with what was asked for the workers.</summary>
    public static Dictionary<string, string> OfProgram(IReadOnlyDictionary<string, string?> asked)
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry.Value is string value) variables[(string)entry.Key] = value;
        }

        foreach (var (name, value) in asked)
        {
            if (value is null) variables.Remove(name);
            else variables[name] = value;
        }

        return variables;
    }

    /// <summary>Sets a variable that the new process puts back once its runtime is up.</summary>
    public static void Replace(Dictionary<string, string> variables, string name, string value)
    {
        // Twice replaced, it is still the first value that was the program's.
        variables.TryAdd(BirthNote.KeptAs(name), variables.TryGetValue(name, out var before) ? BirthNote.WasSet + before : $"{BirthNote.WasNotSet}");
        variables[name] = value;
    }
}
