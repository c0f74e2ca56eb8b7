using System.Reflection;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>The functions of the user's that a pool is made of, beside its tasks: hooks, and the factories of state and shared objects.</summary>
internal static class HeldFunctions
{
    /// <summary>Each function with what it is.</summary>
    public static IEnumerable<(Delegate Function, string What)> Of(WorkerProgram program, SharedObjects? shared) =>
        shared is null ? In(program) : In(program).Concat(In(shared));

    // They lie in the holder itself or in an adapter of ours.
    private static IEnumerable<(Delegate Function, string What)> In(object holder)
    {
        foreach (var field in holder.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (field.GetValue(holder) is not Delegate held) continue;
            if (held.Target is { } target && target.GetType().Assembly == typeof(HeldFunctions).Assembly)
            {
                foreach (var inner in In(target)) yield return inner;
            }
            else
            {
                yield return (held, holder is SharedObjects ? "factory of shared objects" : field.Name.TrimStart('_') + " hook");
            }
        }
    }
}
