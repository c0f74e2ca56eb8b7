using System.Reflection;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>One field: how it is laid out, and its codec where the layout has one (for a nullable field that of the value).</summary>
internal sealed class FieldPlace
{
    public FieldPlace(FieldInfo field)
    {
        Field = field;
        Type = field.FieldType;
        Kind = Layout.KindOf(Type);
        switch (Kind)
        {
            case PlaceKind.Raw:
                Size = Layout.SizeOf(Type);
                break;
            case PlaceKind.Nullable:
                Codec = TypeCodecs.For(Nullable.GetUnderlyingType(Type)!); // the kind says it has one
                break;
            case PlaceKind.Reference:
            case PlaceKind.Struct:
            case PlaceKind.SpecialStruct:
                Codec = TypeCodecs.For(Type);
                break;
            default:
                break;
        }
    }

    public FieldInfo Field { get; }

    public Type Type { get; }

    public PlaceKind Kind { get; }

    public TypeCodec? Codec { get; }

    public int Size { get; }

    /// <summary>The path with this field added, under the name the programmer gave it.</summary>
    public PathNode? Extend(PathNode? path, object? value)
    {
        if (path is null)
        {
            return null;
        }

        string? name = SourceNames.OfField(Field.Name);
        return SourceNames.IsClosure(Field.DeclaringType)
            ? path.Variable(name, value?.GetType() ?? Type)
            : name is null ? path : path.Member(name, HiddenIn());
    }

    // A field of the framework's, unless it is for what its users put in.
    private Type? HiddenIn()
    {
        Type owner = Field.DeclaringType!; // it is no field of a module
        if (Field.IsPublic || owner == typeof(Exception) || owner.Namespace is "System.Collections" or "System.Collections.Specialized"
            || !Layout.IsFramework(owner.Assembly) || Type == typeof(object) || Type == typeof(object[])
            || Field.Module.ResolveField(Field.MetadataToken, owner.GetGenericArguments(), null)?.FieldType.ContainsGenericParameters != false)
        {
            return null;
        }

        while (!owner.IsVisible && owner.BaseType is { } known && known != typeof(object))
        {
            owner = known;
        }

        return owner;
    }
}
