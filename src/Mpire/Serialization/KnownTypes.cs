namespace Mpire.Serialization;

/// <summary>Types of the framework that must not be copied field by field.</summary>
internal static class KnownTypes
{
    /// <summary>The codec of such a type or of a class derived from one; otherwise <see langword="null"/>.</summary>
    public static TypeCodec? Make(Type type)
    {
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (level.IsConstructedGenericType && Layout.IsFramework(level.Assembly) && Container(level.GetGenericTypeDefinition()) is { } codec)
            {
                return (TypeCodec)Activator.CreateInstance(codec.MakeGenericType(level.GetGenericArguments()), type)!; // not a nullable
            }
        }

        return null;
    }

    private static Type? Container(Type definition) =>
        definition == typeof(List<>) ? typeof(ListCodec<>)
        : definition == typeof(Dictionary<,>) ? typeof(DictionaryCodec<,>)
        : definition == typeof(HashSet<>) ? typeof(HashSetCodec<>)
        : null;
}
