using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mpire.Serialization;

/// <summary>Lists, and classes derived from them with the fields they add.</summary>
internal sealed class ListCodec<T>(Type type) : TypeCodec(type)
{
    private readonly FieldSet? _added = type == typeof(List<T>) ? null : new FieldSet(type, typeof(List<T>));

    public override object Create(GraphReader reader)
    {
        if (_added is null)
        {
            return new List<T>();
        }

        object list = RuntimeHelpers.GetUninitializedObject(Type);
        _ = typeof(List<T>).GetConstructor(BindingFlags.Public | BindingFlags.Instance, [])!.Invoke(list, null); // lists have it
        return list;
    }

    public override void WriteContent(GraphWriter writer, object value)
    {
        Span<T> items = CollectionsMarshal.AsSpan((List<T>)value);
        writer.Out.WriteVarUInt((ulong)items.Length);
        Items<T>.WriteAll(writer, items);
        _added?.Write(writer, value);
    }

    public override void ReadContent(GraphReader reader, object value)
    {
        var list = (List<T>)value;
        int count = reader.In.ReadCount(Items<T>.SmallestSize);
        CollectionsMarshal.SetCount(list, count);
        Items<T>.ReadAll(reader, CollectionsMarshal.AsSpan(list));
        _added?.Read(reader, value);
    }
}
