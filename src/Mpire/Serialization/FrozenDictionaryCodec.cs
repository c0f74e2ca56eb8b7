using System.Collections.Frozen;

namespace Mpire.Serialization;

/// <summary><see cref="FrozenDictionary{TKey, TValue}"/>: exists only once its elements are complete, so it cannot contain itself.</summary>
internal sealed class FrozenDictionaryCodec<TKey, TValue>(Type type) : TypeCodec(type)
    where TKey : notnull
{
    public override bool HasContent => false;

    public override void WriteHead(GraphWriter writer, object value)
    {
        var frozen = (FrozenDictionary<TKey, TValue>)value;
        Items<IEqualityComparer<TKey>>.Write(writer, frozen.Comparer);
        writer.Out.WriteVarUInt((ulong)frozen.Count);
        PathNode? path = writer.Path;
        int index = 0;
        foreach (KeyValuePair<TKey, TValue> item in frozen)
        {
            writer.Path = path?.Element(index++);
            Items<KeyValuePair<TKey, TValue>>.Write(writer, item);
        }

        writer.Path = path;
        writer.Drain();
    }

    public override object Create(GraphReader reader)
    {
        int mark = reader.CompletionMark;
        IEqualityComparer<TKey>? comparer = Items<IEqualityComparer<TKey>?>.Read(reader);
        var items = new KeyValuePair<TKey, TValue>[reader.In.ReadCount(Items<KeyValuePair<TKey, TValue>>.SmallestSize)];
        Items<KeyValuePair<TKey, TValue>>.ReadAll(reader, items);
        reader.Drain();
        reader.Complete(mark);
        return FrozenDictionary.ToFrozenDictionary(items, comparer);
    }
}
