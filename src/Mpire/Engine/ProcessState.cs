using System.Reflection;
using System.Runtime.CompilerServices;
using Mpire.Inspection;
using Mpire.Serialization;

namespace Mpire.Engine;

/// <summary>Tells of functions that read static fields which the program has set: in a worker process they hold what they hold when a program begins.</summary>
internal static class ProcessState
{
    private static readonly ConditionalWeakTable<PoolEngine, HashSet<MethodInfo>> Said = [];

    /// <summary>Looks at a task at its call; says once per pool what it reads, or refuses it.</summary>
    /// <exception cref="SerializationException">It reads what is certain to be wrong in a worker, and that is refused.</exception>
    public static void Look(PoolEngine engine, Delegate task, string call) => Look(engine, engine.Setup, task, "function", call);

    /// <summary>Looks at the hooks and factories of a setup, when it is written.</summary>
    /// <exception cref="SerializationException">One of them reads what is certain to be wrong in a worker, and that is refused.</exception>
    public static void Look(PoolEngine engine, PoolSetup setup)
    {
        foreach (var (function, what) in HeldFunctions.Of(setup.Program, setup.Shared)) Look(engine, setup, function, what, what);
    }

    /// <summary>What a function reads that is another in a worker, for the text about its failure; <see langword="null"/> if nothing is known.</summary>
    public static string? HintOn(Delegate task) =>
        Array.Find(StateWalk.Of(task.Method).Reads, FirstValues.IsChanged) is { } field ? TextOf(field, "function") : null;

    private static void Look(PoolEngine engine, PoolSetup? setup, Delegate function, string what, string call)
    {
        if (StateWalk.Of(function.Method).Reads is not { Length: > 0 } fields) return;
        foreach (var field in fields)
        {
            if (!FirstValues.IsChanged(field) || setup?.SetByHooks.Contains(field) == true) continue;
            if (engine.Options.RefuseStaticState || StateWalk.IsStartUp(field)) throw new SerializationException(TextOf(field, what), NameOf(field), field.FieldType.ToString());
            Say(engine, function.Method, TextOf(field, what), call);
        }
    }

    private static void Say(PoolEngine engine, MethodInfo method, string text, string call)
    {
        // The source is made when a worker starts; here a listener is to hear of it before.
        PoolEventSource.Open();
        if (PoolEventSource.Listened is not { } log) return;
        var said = Said.GetOrCreateValue(engine);
        lock (said)
        {
            if (!said.Add(method)) return;
        }

        log.StaticStateRead(engine.Number, call, text);
    }

    private static string TextOf(FieldInfo field, string what) =>
        $"The {what} reads the static field '{NameOf(field)}', which this program has set; a worker process has its own, with the value of a program that has just "
        + "begun. Hand the value over (a captured variable, an argument, Share or WithState), or set the field in the init hook.";

    private static string NameOf(FieldInfo field)
    {
        var name = SourceNames.OfField(field.Name) ?? field.Name;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at > 0) name = name[..at];
        return StateWalk.IsStartUp(field) ? name : $"{Refusals.NameOf(field.DeclaringType!)}.{name}"; // static fields of a class
    }
}
