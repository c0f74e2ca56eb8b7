using System.Reflection;
using System.Runtime.CompilerServices;
using Mpire.Inspection;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Writes task functions for worker processes, which is also the check, at the call, that they can travel. What cannot change, a lambda
/// that captures nothing or a static method, is written once and remembered as long as its delegate lives.</summary>
internal static class WrittenFunctions
{
    /// <summary>Stands for a function that is not written, because workers inherit it.</summary>
    public static readonly byte[] Inherited = [];

    private static readonly ConditionalWeakTable<Delegate, Written> Known = [];
    private static readonly ConditionalWeakTable<byte[], object> Holding = [];
    private static readonly ConditionalWeakTable<byte[], object> Comparable = [];

    /// <summary>The function's bytes.</summary>
    /// <param name="function">The function.</param>
    /// <param name="lost">What becomes of what it writes to its copies.</param>
    /// <exception cref="SerializationException">The function, or something it captured, cannot travel.</exception>
    public static byte[] Get(TaskFunction function, LostChanges lost) => Get(function, lost, long.MaxValue)!;

    /// <summary>As <see cref="Get(TaskFunction, LostChanges)"/>, for workers that will be copies of this process: what is long, or cannot travel, need not.</summary>
    /// <returns>The bytes, or <see cref="Inherited"/>.</returns>
    /// <exception cref="SerializationException">The function writes to captured variables, or has captured what does nothing in a copy: a token, a task, a lock.</exception>
    public static byte[] GetShort(TaskFunction function, LostChanges lost) => Get(function, lost, CaptureComparison.LongestFunction) ?? Inherited;

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

    private static byte[]? Get(TaskFunction function, LostChanges lost, long longest)
    {
        EditedCode.Refuse();
        var task = function.Task;
        if (!function.IsBound && Known.TryGetValue(task, out var known) && known.Shape == function.GetType()) return known.Bytes;
        if (lost != LostChanges.Ignore) LostWrites.Refuse(function);
        var bytes = Write(function, longest);
        if (bytes is not null && !function.IsBound && IsConstant(task)) Known.AddOrUpdate(task, new Written(function.GetType(), bytes));
        return bytes;
    }

    // Null if it need not be written.
    private static byte[]? Write(TaskFunction function, long longest)
    {
        using var writer = PayloadWriter.Rent();
        writer.Longest = longest;
        try
        {
            PayloadCodec.Default.WriteGraph(writer, function, "task");
        }
        catch (Exception error) when (longest < long.MaxValue && error is not (OutOfMemoryException or SerializationException { IsUselessInCopy: true }))
        {
            if (writer.WasTooLong) RefuseUseless(function.Task);
            return null;
        }

        if (writer.Length > longest) return null;
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

    // What was broken off has not met all that it captured: each variable by itself, as far as that goes.
    private static void RefuseUseless(Delegate task)
    {
        if (task.Target is not { } target) return;
        var read = LambdaUse.Of(task.Method).Reads;
        foreach (var field in Layout.FieldsOf(target.GetType(), above: null))
        {
            // One closure has the variables of all lambdas of a block.
            if (read?.ContainsKey(field.MetadataToken) is false) continue;
            using var writer = PayloadWriter.Rent();
            writer.Longest = CaptureComparison.LongestFunction;
            try
            {
                PayloadCodec.Default.WriteGraph(writer, field.GetValue(target), SourceNames.OfField(field.Name) ?? field.Name);
            }
            catch (Exception error) when (error is not (OutOfMemoryException or SerializationException { IsUselessInCopy: true }))
            {
                // It is inherited.
            }
        }
    }

    private sealed record Written(Type Shape, byte[] Bytes);
}
