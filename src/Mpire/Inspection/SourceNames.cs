using System.Runtime.CompilerServices;

namespace Mpire.Inspection;

/// <summary>Undoes what the compiler does to names.</summary>
internal static class SourceNames
{
    /// <summary>The field as the programmer knows it; <see langword="null"/> for a closure's reference to the closure around it.</summary>
    public static string? OfField(string name)
    {
        if (name.StartsWith("CS$<>8__locals", StringComparison.Ordinal))
        {
            return null;
        }

        if (name.StartsWith("<>", StringComparison.Ordinal))
        {
            // "<>4__this", and "<>3__count" for an iterator's copy of a parameter.
            int mark = name.IndexOf("__", StringComparison.Ordinal);
            return mark < 0 ? name : name[(mark + 2)..];
        }

        int end = name.StartsWith('<') ? name.IndexOf('>', StringComparison.Ordinal) : -1;
        return end > 1 ? name[1..end] : name;
    }

    /// <summary>Whether the compiler made the class for captured variables.</summary>
    public static bool IsClosure(Type? type) =>
        type is not null && type.Name.StartsWith("<>c", StringComparison.Ordinal) && IsGenerated(type);

    /// <summary>Whether the compiler made the class to run an iterator or an asynchronous method.</summary>
    public static bool IsStateMachine(Type type) =>
        type.Name.StartsWith('<') && type.Name.Contains(">d", StringComparison.Ordinal) && IsGenerated(type);

    // The compiler does not repeat its mark on what lies in a class that has it.
    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), false)
        || (type.DeclaringType is { } outer && outer.Name.StartsWith('<') && outer.IsDefined(typeof(CompilerGeneratedAttribute), false));
}
