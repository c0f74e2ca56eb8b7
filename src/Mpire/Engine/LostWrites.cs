using Mpire.Inspection;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Refuses functions that write to a variable they captured: each worker process would write to a copy of its own, and nobody would see it.</summary>
internal static class LostWrites
{
    /// <summary>Looks at a task.</summary>
    /// <exception cref="SerializationException">It writes to a captured variable.</exception>
    public static void Refuse(TaskFunction function) => Refuse(function.Task, "task");

    /// <summary>Looks at the hooks and factories of a pool.</summary>
    /// <exception cref="SerializationException">One of them writes to a captured variable.</exception>
    public static void Refuse(WorkerProgram program, SharedObjects? shared)
    {
        foreach (var (function, what) in HeldFunctions.Of(program, shared)) Refuse(function, what);
    }

    private static void Refuse(Delegate function, string what)
    {
        // What is no lambda and no local function has captured nothing.
        foreach (var part in Delegate.EnumerateInvocationList(function))
        {
            if (part.Target is null || !part.Method.Name.StartsWith('<') || LambdaUse.Of(part.Method).Writes is not [var first, ..] all) continue;
            var name = SourceNames.OfField(first.Name);
            var others = all.Count == 1 ? "" : $" (and to {string.Join(", ", all.Skip(1).Select(static field => $"'{SourceNames.OfField(field.Name)}'"))})";
            throw new SerializationException(
                $"The {what} writes to the captured variable '{name}'{others}, and in a worker process that is a copy which nobody else sees. Return the value "
                + "instead and add up the results; or collect it in worker state and return it from the exit hook; or share a SharedValue or SharedArray; or use "
                + "StartMethod.Threading. A variable that only this function uses belongs inside it. If each worker is to fill a copy of its own, as with a cache, set "
                + "WorkerPoolOptions.LostChanges to Ignore.",
                name,
                first.FieldType.ToString());
        }
    }
}
