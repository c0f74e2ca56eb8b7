using System.Collections;
using System.Reflection;

namespace Mpire.Serialization;

/// <summary>Untyped hash tables.</summary>
internal sealed class HashtableCodec(Type type) : RebuiltCodec<Hashtable, DictionaryEntry>(type)
{
    private static readonly PropertyInfo? Comparer = typeof(Hashtable).GetProperty("EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic);

    protected override void WriteComparer(GraphWriter writer, Hashtable container) =>
        WriteComparer(writer, Comparer?.GetValue(container) as IEqualityComparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IEqualityComparer>(reader);

    protected override Hashtable New(object? comparer) => new((IEqualityComparer?)comparer);

    protected override void Construct(object value, object? comparer) =>
        typeof(Hashtable).GetConstructor([typeof(IEqualityComparer)])!.Invoke(value, [comparer]); // public

    protected override DictionaryEntry[] Snapshot(Hashtable container)
    {
        var items = new DictionaryEntry[container.Count];
        container.CopyTo(items, 0);
        return items;
    }

    protected override int SmallestItem => 2;

    protected override void WriteItem(GraphWriter writer, DictionaryEntry item)
    {
        Items<object>.Write(writer, item.Key);
        Items<object?>.Write(writer, item.Value);
    }

    protected override DictionaryEntry ReadItem(GraphReader reader)
    {
        reader.BeginKeys();
        object? key = Items<object?>.Read(reader);
        reader.EndKeys();
        if (key is null)
        {
            PayloadReader.ThrowDamaged("a key is missing");
        }

        return new DictionaryEntry(key, Items<object?>.Read(reader));
    }

    protected override void Clear(Hashtable container) => container.Clear();

    protected override bool Finds(Hashtable container, DictionaryEntry item) => container.ContainsKey(item.Key);

    protected override void Fill(Hashtable container, DictionaryEntry[] items)
    {
        foreach (DictionaryEntry item in items)
        {
            container.Add(item.Key, item.Value);
        }
    }
}
