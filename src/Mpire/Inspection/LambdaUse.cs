using System.Reflection;

namespace Mpire.Inspection;

/// <summary>What a function does with the variables it captured; found in its code and that of all that the compiler made for it.</summary>
internal sealed class LambdaUse
{
    private static readonly Dictionary<MethodBase, LambdaUse> Known = [];
    private static readonly Lock Gate = new();
    private static KeyValuePair<MethodBase?, LambdaUse?> _recent;

    private LambdaUse(Dictionary<int, FieldInfo>? reads, IReadOnlyList<FieldInfo> writes)
    {
        Reads = reads;
        Writes = writes;
    }

    /// <summary>Of a function about which nothing is known: it may read everything.</summary>
    public static LambdaUse Unknown { get; } = new(null, []);

    /// <summary>The closure fields that may be read, by their tokens; <see langword="null"/> if that is not known, so that all may be.</summary>
    public IReadOnlyDictionary<int, FieldInfo>? Reads { get; }

    /// <summary>The captured variables that are certain to be written wherever the code gets to the place, and whose closure is not made by the function.</summary>
    public IReadOnlyList<FieldInfo> Writes { get; }

    /// <summary>That of a method, looked through when it is asked for first.</summary>
    public static LambdaUse Of(MethodBase method)
    {
        lock (Gate)
        {
            if (ReferenceEquals(_recent.Key, method)) return _recent.Value!; // set together
            if (!Known.TryGetValue(method, out LambdaUse? use))
            {
                use = Look(method);
                Known.Add(method, use);
            }

            _recent = new(method, use);
            return use;
        }
    }

    private static LambdaUse Look(MethodBase method)
    {
        try
        {
            var walk = new LambdaWalk();
            walk.Through(method);
            return walk.Escapes ? Unknown : new LambdaUse(walk.Reads, walk.LastingWrites());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Code that is not understood, or that names what is not there, says nothing; running it will.
            return Unknown;
        }
    }
}
