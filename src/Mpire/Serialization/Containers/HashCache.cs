using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>
/// The fields in which objects of one type keep their own hash code. It was computed with the seeds of this process, so that a copy would be sought in
/// the wrong place for ever. One that <c>GetHashCode</c> computes again when the fields are empty stays behind; one that cannot be had again
/// makes the object no key of a container in another process. Only trying tells, with the first object that has one.
/// </summary>
internal sealed class HashCache
{
    private static readonly ConcurrentDictionary<Type, HashCache?> Known = new();

    private readonly FieldInfo[] _fields;
    private volatile Kind _kind;

    private HashCache(FieldInfo[] fields) => _fields = fields;

    private enum Kind
    {
        Unknown,
        ComputedAgain,
        Kept,
        Data,
    }

    /// <summary>The type's fields for its hash code; <see langword="null"/> if it has none, as nearly all.</summary>
    public static HashCache? Of(Type type) => Known.GetOrAdd(type, Make);

    /// <summary>The object, or a twin without its hash code.</summary>
    public object Without(object value)
    {
        if (_kind == Kind.Unknown)
        {
            _kind = Try(value);
        }

        return _kind == Kind.ComputedAgain && !IsEmpty(value) ? Emptied(value) : value;
    }

    /// <summary>The field that keeps the hash code for good, if there is one.</summary>
    public string? KeptBy(object value)
    {
        if (_kind == Kind.Unknown)
        {
            _kind = Try(value);
        }

        return _kind == Kind.Kept ? SourceNames.OfField(_fields[0].Name) ?? _fields[0].Name : null;
    }

    private static HashCache? Make(Type type)
    {
        if (type.IsEnum || Layout.IsFramework(type.Assembly))
        {
            return null;
        }

        MethodInfo? hash = type.GetMethod(nameof(GetHashCode), BindingFlags.Public | BindingFlags.Instance, []);
        if (hash is null || Layout.IsFramework(hash.DeclaringType!.Assembly))
        {
            return null;
        }

        List<FieldInfo> all = Layout.FieldsOf(type, above: null);
        FieldInfo[] fields = [.. all.Where(static field => IsNumber(field.FieldType) && field.Name.Contains("hash", StringComparison.OrdinalIgnoreCase))];

        // What is all there is of an object is the object.
        return fields.Length == 0 || fields.Length == all.Count ? null : new HashCache(fields);
    }

    // A truth value tells whether it was computed.
    private static bool IsNumber(Type type) =>
        type == typeof(int) || type == typeof(int?) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong) || type == typeof(bool);

    private Kind Try(object value)
    {
        if (IsEmpty(value))
        {
            return Kind.Unknown;
        }

        try
        {
            int hash = value.GetHashCode();
            object twin = Emptied(value);
            bool isSame = twin.GetHashCode() == hash;
            return isSame && !IsEmpty(twin) ? Kind.ComputedAgain
                : !isSame && Array.Exists(_fields, field => Holds(field, value, hash)) ? Kind.Kept
                : Kind.Data;
        }
        catch (Exception)
        {
            // The user's code, and not asked for: it may fail on an object that is not fit to be a key.
            return Kind.Data;
        }
    }

    private static bool Holds(FieldInfo field, object value, int hash) => field.GetValue(value) switch
    {
        int number => number == hash,
        uint number => number == unchecked((uint)hash),
        long number => unchecked((int)number) == hash,
        ulong number => unchecked((int)number) == hash,
        _ => false,
    };

    private bool IsEmpty(object value) => Array.TrueForAll(_fields, field => field.GetValue(value) is null or 0 or 0u or 0L or 0ul or false);

    private object Emptied(object value)
    {
        object twin = Clone(value);
        foreach (FieldInfo field in _fields)
        {
            // Null is the default of each of these types to the reflection.
            field.SetValue(twin, null);
        }

        return twin;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    private static extern object Clone(object value);
}
