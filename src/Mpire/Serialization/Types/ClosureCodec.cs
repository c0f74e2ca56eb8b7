using System.Reflection;
using System.Runtime.CompilerServices;
using Mpire.Inspection;

namespace Mpire.Serialization;

/// <summary>
/// What the compiler made for captured variables: those that the functions on their way may read, each with a bit in front that tells whether it is sent.
/// The others have their default value in the other process, where nothing asks for them.
/// </summary>
internal sealed class ClosureCodec(Type type) : TypeCodec(type)
{
    /// <summary>Of which all fields are sent.</summary>
    public const ulong All = ulong.MaxValue;

    private const int MostTold = 63;

    private FieldPlace[]? _places;
    private int[]? _links;
    private Some[] _sets = [];
    private Found[] _masks = [];

    private FieldPlace[] Places => _places ??= FieldSet.MakePlaces(Type, above: null);

    // Where another closure or a delegate lies, whose own needs follow from those of this one.
    private int[] Links => _links ??= FindLinks();

    /// <summary>Whether the compiler made the class for captured variables.</summary>
    public static bool Fits(Type type) => SourceNames.IsClosure(type) && !type.IsValueType && Layout.FieldsOf(type, above: null).Count > 0;

    /// <summary>The fields that a function may read, as bits.</summary>
    public ulong MaskOf(LambdaUse use)
    {
        if (use.Reads is not { } reads || Places.Length > MostTold)
        {
            return All;
        }

        foreach (Found found in _masks)
        {
            if (ReferenceEquals(found.Use, use))
            {
                return found.Mask;
            }
        }

        ulong mask = 0;
        for (int i = 0; i < Places.Length; i++)
        {
            // The compiler's own caches of delegates are filled where they are empty.
            if (reads.ContainsKey(Places[i].Field.MetadataToken) && !Places[i].Field.Name.StartsWith("<>9__", StringComparison.Ordinal))
            {
                mask |= 1UL << i;
            }
        }

        // Another thread may do the same, and what one of them remembers is lost then.
        _masks = [.. _masks, new Found(use, mask)];
        return mask;
    }

    /// <summary>The fields that a function reads of a closure.</summary>
    public IEnumerable<FieldInfo> FieldsOf(LambdaUse use)
    {
        ulong mask = MaskOf(use);
        for (int i = 0; i < Places.Length && mask != All; i++)
        {
            if ((mask & (1UL << i)) != 0)
            {
                yield return Places[i].Field;
            }
        }
    }

    /// <summary>The closures and delegates in some of the fields.</summary>
    public IEnumerable<object> LinksOf(object value, ulong mask)
    {
        foreach (int i in Links)
        {
            if ((mask == All || (mask & (1UL << i)) != 0) && Places[i].Field.GetValue(value) is { } link)
            {
                yield return link;
            }
        }
    }

    public override object Create(GraphReader reader) => RuntimeHelpers.GetUninitializedObject(Type);

    public override void WriteContent(GraphWriter writer, object value)
    {
        ulong mask = writer.Closures.Begin(this, value);
        writer.Out.IsVolatile |= mask == All;
        writer.Out.WriteVarUInt(mask == All ? 0 : mask + 1);
        SetOf(mask).Write(writer, value);
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        ulong mask = reader.In.ReadVarUInt() - 1;
        if (mask != All && (Places.Length > MostTold || mask >> Places.Length != 0))
        {
            PayloadReader.ThrowDamaged("a function has more captured variables than its code");
        }

        SetOf(mask).Read(reader, value);
    }

    private int[] FindLinks()
    {
        var links = new List<int>();
        for (int i = 0; i < Places.Length; i++)
        {
            if (typeof(Delegate).IsAssignableFrom(Places[i].Type) || SourceNames.IsClosure(Places[i].Type))
            {
                links.Add(i);
            }
        }

        return [.. links];
    }

    private FieldSet SetOf(ulong mask)
    {
        foreach (Some some in _sets)
        {
            if (some.Mask == mask)
            {
                return some.Fields;
            }
        }

        var places = new List<FieldPlace>();
        for (int i = 0; i < Places.Length; i++)
        {
            if (mask == All || (mask & (1UL << i)) != 0)
            {
                places.Add(Places[i]);
            }
        }

        var made = new FieldSet(Type, above: null, [.. places]);
        _sets = [.. _sets, new Some(mask, made)];
        return made;
    }

    private sealed record Some(ulong Mask, FieldSet Fields);

    private sealed record Found(LambdaUse Use, ulong Mask);
}
