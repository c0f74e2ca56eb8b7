using System.Reflection;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>
/// The static read-only fields that may hold objects of one type, in the type itself and the classes it derives from: members of a smart enum, sentinels,
/// <c>TimeProvider.System</c>. The program compares such an object by reference, so it arrives as the value of that field; where the other process
/// has another value there (a singleton with a state of its own) as a copy, so that no value is exchanged for another.
/// </summary>
internal sealed class OwnInstances
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Type _type;
    private readonly FieldInfo[] _fields;
    private object?[]? _values;

    private OwnInstances(Type type, FieldInfo[] fields)
    {
        _type = type;
        _fields = fields;
        List<FieldInfo> own = Layout.FieldsOf(type, above: null);
        HasReferences = own.Exists(static field => Layout.KindOf(field.FieldType) is not (PlaceKind.Raw or PlaceKind.String));

        // The state of the framework's own objects is that of the process, and so are the caches of generated JSON code.
        IsField = own.Count == 0 || Layout.IsFramework(type.Assembly) || type.BaseType?.FullName == "System.Text.Json.Serialization.JsonSerializerContext";
    }

    /// <summary>Whether the field alone tells what the object is.</summary>
    public bool IsField { get; }

    /// <summary>Whether such an object may refer to others.</summary>
    public bool HasReferences { get; }

    /// <summary>The type's fields; <see langword="null"/> if it has none, as most.</summary>
    public static OwnInstances? Of(Type type)
    {
        var fields = new List<FieldInfo>();
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            FieldInfo[] own = level.GetFields(Statics);
            Array.Sort(own, static (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
            fields.AddRange(own.Where(field => field.IsInitOnly && MayHold(field, type)));
        }

        return fields.Count == 0 ? null : new OwnInstances(type, [.. fields]);
    }

    /// <summary>What the field holds that another process named, for a place declared as <paramref name="declared"/>.</summary>
    public static object Fitting(TypeCodec codec, ulong index, Type declared)
    {
        int field = Check(codec, index, declared);
        OwnInstances own = codec.Traits.Own!; // checked
        return own.ValueOf(field) ?? throw new SerializationException(
            $"The value of the static field '{own.NameOf(field)}' was sent, and in the process that received it that field holds no object of type "
            + $"'{Refusals.NameOf(codec.Type)}': its initialiser failed, still runs, or gave another.",
            null,
            Refusals.NameOf(codec.Type));
    }

    /// <summary>The number of a field that another process named.</summary>
    public static int Check(TypeCodec codec, ulong index, Type declared) =>
        codec.Traits.Own is { } own && index < (ulong)own._fields.Length && declared.IsAssignableFrom(codec.Type)
            ? (int)index
            : throw GraphReader.WrongType(declared);

    /// <summary>The number of the field that holds the object; -1 if none does.</summary>
    public int IndexOf(object value)
    {
        object?[] values = _values ?? Load();
        for (int i = 0; i < values.Length; i++)
        {
            if (ReferenceEquals(values[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What the field holds in this process; <see langword="null"/> if that is no object of the type.</summary>
    public object? ValueOf(int index)
    {
        object?[] values = _values ?? Load();
        object? value = (uint)index < (uint)values.Length ? values[index] : null;
        return value?.GetType() == _type ? value : null;
    }

    /// <summary>The field's name.</summary>
    public string NameOf(int index) =>
        (uint)index >= (uint)_fields.Length ? "?"
        : $"{Refusals.NameOf(_fields[index].DeclaringType!)}.{SourceNames.OfField(_fields[index].Name)}"; // fields of a type have it

    private static bool MayHold(FieldInfo field, Type type)
    {
        try
        {
            return field.FieldType != typeof(object) && field.FieldType.IsAssignableFrom(type);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException or BadImageFormatException)
        {
            // A field of a type that is not there holds nothing.
            return false;
        }
    }

    private object?[] Load()
    {
        object?[] values = new object?[_fields.Length];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = _fields[i].GetValue(null);
            }
        }
        catch (Exception e) when (e is TypeInitializationException or TargetInvocationException)
        {
            // The program has not got to these values either.
        }

        // They are not all there yet while the initialiser runs.
        if (!Array.Exists(values, static value => value is null))
        {
            _values = values;
        }

        return values;
    }
}
