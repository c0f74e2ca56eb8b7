using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>Finds what a function has changed of what it captured: it is written once more and compared with what had arrived.</summary>
internal static class CaptureComparison
{
    /// <summary>Functions with more bytes are not compared: what is told is a help, and must cost next to nothing.</summary>
    public const int LongestFunction = 64 * 1024;

    private const int DeepestClosure = 8;

    /// <summary>The captured variable that has changed, as the programmer knows it; <see langword="null"/> if none is certain to have.</summary>
    /// <param name="holder">What holds the function, as it is now.</param>
    /// <param name="arrived">The same as it was written.</param>
    /// <param name="functionOf">The function in its holder.</param>
    public static string? FindChange<T>(T holder, byte[] arrived, Func<T, Delegate> functionOf)
        where T : class
    {
        try
        {
            if (IsAsArrived(holder, arrived)) return null;

            // What is in order of hash codes differs between processes. Two copies made here tell whether it does even within one.
            return Find(functionOf(holder), functionOf(Read<T>(arrived)), functionOf(Read<T>(arrived)), 0);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What can be written no more, or is being changed at this moment: nothing is certain.
            return null;
        }
    }

    private static bool IsAsArrived<T>(T holder, byte[] arrived)
    {
        using PayloadWriter? writer = Write(holder, arrived.Length);
        return writer is not null && writer.TryGetSingleSpan(out ReadOnlySpan<byte> span)
            ? span.SequenceEqual(arrived)
            : writer is not null && writer.AsSequence().ToArray().AsSpan().SequenceEqual(arrived);
    }

    private static T Read<T>(byte[] bytes)
    {
        using var reader = new PayloadReader();
        reader.Reset(new ReadOnlySequence<byte>(bytes));
        return PayloadCodec.Default.ReadGraph<T>(reader);
    }

    private static string? Find(Delegate now, Delegate then, Delegate again, int depth)
    {
        Delegate[] parts = now.GetInvocationList();
        Delegate[] before = then.GetInvocationList();
        Delegate[] twin = again.GetInvocationList();
        for (int i = 0; i < parts.Length && i < before.Length && i < twin.Length; i++)
        {
            if (parts[i].Target is { } target && before[i].Target is { } first && twin[i].Target is { } second
                && Find(target, first, second, parts[i].Method, depth) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    private static string? Find(object now, object then, object again, MethodInfo method, int depth) =>
        TypeCodecs.For(now.GetType()) is ClosureCodec closure
            ? Find(closure, now, then, again, ClosureNeeds.UseOf(now, method), depth)
            : IsChanged(now, then, again) ? NameIn("this", now, then, again) : null;

    private static string? Find(ClosureCodec closure, object now, object then, object again, LambdaUse use, int depth)
    {
        if (depth > DeepestClosure || use.Reads is null) return null;
        foreach (FieldInfo field in closure.FieldsOf(use))
        {
            if (field.GetValue(now) is not { } value || field.GetValue(then) is not { } first || field.GetValue(again) is not { } second) continue;
            string? name = value switch
            {
                Delegate function => Find(function, (Delegate)first, (Delegate)second, depth + 1),
                _ when TypeCodecs.For(value.GetType()) is ClosureCodec outer => Find(outer, value, first, second, use, depth + 1),
                _ when IsChanged(value, first, second) => NameIn(SourceNames.OfField(field.Name) ?? field.Name, value, first, second),
                _ => null,
            };
            if (name is not null) return name;
        }

        return null;
    }

    // Most values of the framework fill what they keep while they are read: time zones, matches, options. What their users change are containers and writers.
    private static bool IsChangedByReading(Type type) =>
        !type.IsArray && Layout.IsFramework(type.Assembly) && type.Namespace is { } space && type != typeof(System.Text.StringBuilder)
        && !space.StartsWith("System.Collections", StringComparison.Ordinal) && !typeof(TextWriter).IsAssignableFrom(type) && !typeof(TextReader).IsAssignableFrom(type)
        && space is not ("System.Text.Json.Nodes" or "System.Xml.Linq" or "System.Dynamic") && !typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type);

    private static bool IsChanged(object now, object then, object again)
    {
        Type type = now.GetType();
        if (IsChangedByReading(type)) return false;
        if (type.Namespace == "System.Text.Json.Nodes") return IsAnotherNode(now, then);
        using PayloadWriter? before = Write(then, LongestFunction);
        using PayloadWriter? twin = Write(again, LongestFunction);
        if (before is null || twin is null || !IsSame(before, twin)) return false;
        using PayloadWriter? after = Write(now, (int)before.Length);
        return after is null || !IsSame(after, before);
    }

    // A node makes its tree from its text while it is read. A method of its own: programs without such nodes need not load their library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAnotherNode(object now, object then) => now is JsonNode node && then is JsonNode before && !JsonNode.DeepEquals(node, before);

    // Of an object of the program the field is said.
    private static string NameIn(string name, object now, object then, object again)
    {
        Type type = now.GetType();
        if (type.IsArray || Layout.IsFramework(type.Assembly)) return name;
        foreach (FieldInfo field in Layout.FieldsOf(type, above: null))
        {
            if (field.GetValue(now) is { } value && field.GetValue(then) is { } first && field.GetValue(again) is { } second && IsChanged(value, first, second))
            {
                return $"{name}.{SourceNames.OfField(field.Name) ?? field.Name}";
            }
        }

        return name;
    }

    private static bool IsSame(PayloadWriter one, PayloadWriter other) =>
        one.Length == other.Length && one.AsSequence().ToArray().AsSpan().SequenceEqual(other.AsSequence().ToArray());

    // Null if it has become far longer than it was.
    private static PayloadWriter? Write<T>(T value, int length)
    {
        var writer = PayloadWriter.Rent();
        writer.Longest = (2L * length) + LongestFunction;
        try
        {
            PayloadCodec.Default.WriteGraph(writer, value);
            return writer;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            bool isLonger = writer.WasTooLong;
            writer.Dispose();
            if (isLonger) return null;
            throw;
        }
    }
}
