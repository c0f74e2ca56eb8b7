using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>What the memory of a type consists of.</summary>
internal static class Layout
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const FieldAttributes NotSerialized = (FieldAttributes)0x80;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, bool> RawStructs = [];

    /// <summary>
    /// Whether memory of this type means the same in every process: no references, no pointers, at any depth; and nothing that is to stay behind.
    /// </summary>
    public static bool IsRaw(Type type)
    {
        if (!type.IsValueType || type.IsByRefLike)
        {
            return false;
        }

        if (type.IsPrimitive)
        {
            return type != typeof(nint) && type != typeof(nuint);
        }

        if (type.IsEnum)
        {
            return true;
        }

        lock (Gate)
        {
            if (RawStructs.TryGetValue(type, out bool known))
            {
                return known;
            }
        }

        bool raw = !type.ContainsGenericParameters && type != typeof(void);
        bool framework = IsFramework(type.Assembly);
        foreach (FieldInfo field in type.GetFields(OwnFields))
        {
            raw = raw && (framework || (field.Attributes & NotSerialized) == 0) && IsRaw(field.FieldType);
        }

        lock (Gate)
        {
            RawStructs[type] = raw;
        }

        return raw;
    }

    /// <summary>How a field of this type is laid out.</summary>
    public static PlaceKind KindOf(Type type)
    {
        if (type == typeof(string))
        {
            return PlaceKind.String;
        }

        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
        {
            return PlaceKind.Native;
        }

        if (!type.IsValueType)
        {
            return PlaceKind.Reference;
        }

        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return PlaceKind.Nullable;
        }

        return IsRaw(type) ? PlaceKind.Raw : TypeCodecs.For(type) is StructCodec ? PlaceKind.Struct : PlaceKind.SpecialStruct;
    }

    /// <summary>Bytes a value of this type takes in an array.</summary>
    public static int SizeOf(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle);

    /// <summary>
    /// The fields of an object, base classes first, down from (and without) <paramref name="above"/>. In metadata order, because the order of
    /// reflection depends on what was asked before.
    /// </summary>
    public static List<FieldInfo> FieldsOf(Type type, Type? above)
    {
        var levels = new List<Type>();
        for (Type? level = type; level is not null && level != above && level != typeof(object); level = level.BaseType)
        {
            levels.Add(level);
        }

        var result = new List<FieldInfo>();
        for (int i = levels.Count - 1; i >= 0; i--)
        {
            FieldInfo[] own = levels[i].GetFields(OwnFields);
            Array.Sort(own, static (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
            bool exception = typeof(Exception).IsAssignableFrom(levels[i]);
            bool framework = !exception && IsFramework(levels[i].Assembly);
            foreach (FieldInfo field in own)
            {
                // The framework marks fields for a formatter that is gone; but for exceptions the mark means nothing today.
                if ((framework || (field.Attributes & NotSerialized) == 0) && !BelongsToTheProcess(levels[i], field.Name))
                {
                    result.Add(field);
                }
            }
        }

        return result;
    }

    // What the runtime keeps of a thrown exception; and the links by which a group of GroupBy would drag along all other groups.
    private static bool BelongsToTheProcess(Type type, string field) =>
        type == typeof(Exception)
            ? field is not ("_message" or "_data" or "_innerException" or "_helpURL" or "_source" or "_HResult" or "_xcode")
            : field is "_hashNext" or "_next" && type.IsGenericType && type.FullName!.StartsWith("System.Linq.Grouping`2", StringComparison.Ordinal);

    /// <summary>Whether the assembly is part of .NET itself.</summary>
    public static bool IsFramework(Assembly assembly) =>
        assembly == typeof(object).Assembly || (assembly.FullName?.StartsWith("System.", StringComparison.Ordinal) ?? false);
}
