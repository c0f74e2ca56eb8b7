using System.Reflection;
using System.Runtime.CompilerServices;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Writes task functions for worker processes, which is also the check, at the call, that they can travel. What cannot change, a lambda
/// that captures nothing or a static method, is written once and remembered as long as its delegate lives.</summary>
internal static class WrittenFunctions
{
    private static readonly ConditionalWeakTable<Delegate, Written> Known = [];
    private static readonly ConditionalWeakTable<byte[], object> Holding = [];
    private static readonly ConditionalWeakTable<byte[], object> Comparable = [];

    /// <summary>The function's bytes.</summary>
    /// <param name="function">The function.</param>
    /// <param name="lost">What becomes of what it writes to its copies.</param>
    /// <exception cref="SerializationException">The function, or something it captured, cannot travel.</exception>
    public static byte[] Get(TaskFunction function, LostChanges lost)
    {
        EditedCode.Refuse();
        var task = function.Task;
        if (!function.IsBound && Known.TryGetValue(task, out var known) && known.Shape == function.GetType()) return known.Bytes;
        if (lost != LostChanges.Ignore) LostWrites.Refuse(function);
        var bytes = Write(function);
        if (!function.IsBound && IsConstant(task)) Known.AddOrUpdate(task, new Written(function.GetType(), bytes));
        return bytes;
    }

    /// <summary>Whether whoever has read the function holds shared memory through it, and so must forget it after use.</summary>
    public static bool HoldsMemory(byte[] bytes) => Holding.TryGetValue(bytes, out _);

    /// <summary>Whether a worker can tell, by writing the function once more, that it has changed what it captured.</summary>
    public static bool CanBeCompared(byte[] bytes) => Comparable.TryGetValue(bytes, out _);

    /// <summary>Stands for all functions of the same code, whatever they have captured.</summary>
    public static object KindOf(TaskFunction function) => (function.GetType(), function.Task.Method);

    /// <summary>Whether a function is always the same and certain to travel.</summary>
    /// <remarks>The compiler keeps one delegate per lambda without captures, whose target is an object without fields.</remarks>
    public static bool IsConstant(Delegate task)
    {
        if (!task.HasSingleTarget || task.Method.Module.Assembly is { IsDynamic: true } or { IsCollectible: true }) return false;
        if (task.Target is not { } target) return true;
        var type = target.GetType();
        return type.BaseType == typeof(object)
            && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0;
    }

    private static byte[] Write(TaskFunction function)
    {
        using var writer = PayloadWriter.Rent();
        PayloadCodec.Default.WriteGraph(writer, function, "task");
        var bytes = new byte[writer.Length];
        if (writer.HasHandles) Holding.Add(bytes, bytes);
        else if (!writer.IsVolatile && bytes.Length <= CaptureComparison.LongestFunction && !IsConstant(function.Task)) Comparable.Add(bytes, bytes);
        var at = 0;
        foreach (var part in writer.AsSequence())
        {
            part.Span.CopyTo(bytes.AsSpan(at));
            at += part.Length;
        }

        return bytes;
    }

    private sealed record Written(Type Shape, byte[] Bytes);
}
