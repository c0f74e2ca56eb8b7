using System.Collections;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>Sequences whose items are computed when somebody asks for them: the work would be done where it was not meant to be.</summary>
internal static class LazySequences
{
    private const string Instead = "Send its results: call ToArray() first.";

    /// <summary>Why objects of the type do not travel; <see langword="null"/> if they are no such sequences.</summary>
    public static (string Reason, string Remedy)? For(Type type)
    {
        if (SourceNames.IsStateMachine(type))
        {
            return ("it is an iterator or asynchronous method under way", "Send its results: call ToArray() or await it first.");
        }

        bool isSequence = typeof(IEnumerable).IsAssignableFrom(type);
        if (Layout.IsFramework(type.Assembly) && typeof(IEnumerator).IsAssignableFrom(type))
        {
            return !isSequence ? ("it is on its way through a collection of this process", "Send the collection, or its rest as an array.")
                : IsPlain(type) ? null
                : ("it is a query, which would run where it is read", Instead);
        }

        return isSequence && type is { IsInterface: false, IsArray: false } && IsQuery(type) ? ("it is a query, which would run where it is read", Instead) : null;
    }

    // Numbers from here to there, or one value many times: nothing is computed that could differ.
    private static bool IsPlain(Type type) =>
        type.FullName is { } name
        && (name.StartsWith("System.Linq.Enumerable+RangeIterator", StringComparison.Ordinal)
            || name.StartsWith("System.Linq.Enumerable+RepeatIterator", StringComparison.Ordinal));

    private static bool IsQuery(Type type)
    {
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (level is { Namespace: "System.Linq", Name: "ParallelQuery" } or { Namespace: "System.IO.Enumeration", Name: "FileSystemEnumerable`1" }
                or { Namespace: "Microsoft.FSharp.Core.CompilerServices", Name: "GeneratedSequenceBase`1" })
            {
                return true;
            }
        }

        // The pipelines of the F# library, and what a database or another provider will run.
        return (type.Name.Contains('@', StringComparison.Ordinal) && type.Assembly.GetName().Name == "FSharp.Core")
            || type.GetInterface("System.Linq.IQueryable") is not null;
    }
}
