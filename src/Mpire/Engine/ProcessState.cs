using System.Reflection;
using System.Runtime.CompilerServices;
using Mpire.Inspection;
using Mpire.Serialization;

namespace Mpire.Engine;

/// <summary>Tells of functions that read static fields which the program has set: in a worker process they hold what they hold when a program begins.</summary>
internal static class ProcessState
{
    private static readonly ConditionalWeakTable<PoolEngine, HashSet<MethodInfo>> Said = [];

    /// <summary>Looks at a function at its call; says once per pool what it reads, or refuses it.</summary>
    /// <exception cref="SerializationException">It reads what is certain to be wrong in a worker, and that is refused.</exception>
    public static void Look(PoolEngine engine, Delegate task, string call)
    {
        if (StateWalk.Of(task.Method) is not { Length: > 0 } fields) return;
        foreach (var field in fields)
        {
            if (!FirstValues.IsChanged(field)) continue;
            if (engine.Options.RefuseStaticState || StateWalk.IsStartUp(field)) throw new SerializationException(TextOf(field), NameOf(field), field.FieldType.ToString());
            Say(engine, task.Method, field, call);
        }
    }

    /// <summary>What a function reads that is another in a worker, for the text about its failure; <see langword="null"/> if nothing is known.</summary>
    public static string? HintOn(Delegate task) =>
        Array.Find(StateWalk.Of(task.Method), FirstValues.IsChanged) is { } field ? TextOf(field) : null;

    private static void Say(PoolEngine engine, MethodInfo method, FieldInfo field, string call)
    {
        // The source is made when a worker starts; here a listener is to hear of it before.
        PoolEventSource.Open();
        if (PoolEventSource.Listened is not { } log) return;
        var said = Said.GetOrCreateValue(engine);
        lock (said)
        {
            if (!said.Add(method)) return;
        }

        log.StaticStateRead(engine.Number, call, TextOf(field));
    }

    private static string TextOf(FieldInfo field) =>
        $"The function reads the static field '{NameOf(field)}', which this program has set; a worker process has its own, with the value of a program that has just "
        + "begun. Hand the value over (a captured variable, an argument, Share or WithState), or set the field in the init hook.";

    private static string NameOf(FieldInfo field)
    {
        var name = SourceNames.OfField(field.Name) ?? field.Name;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at > 0) name = name[..at];
        return StateWalk.IsStartUp(field) ? name : $"{Refusals.NameOf(field.DeclaringType!)}.{name}"; // static fields of a class
    }
}
