using System.Collections.Frozen;

namespace Mpire.Serialization;

/// <summary><see cref="FrozenDictionary{TKey, TValue}"/>: exists only once its elements are complete, so it cannot contain itself.</summary>
internal sealed class FrozenDictionaryCodec<TKey, TValue>(Type type) : TypeCodec(type)
    where TKey : notnull
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<TKey>();

    public override bool HasContent => false;

    public override bool NeedsWhole(object value) => !WholeKeys.HashAlone(((FrozenDictionary<TKey, TValue>)value).Comparer);

    public override void WriteHead(GraphWriter writer, object value)
    {
        var frozen = (FrozenDictionary<TKey, TValue>)value;
        Items<IEqualityComparer<TKey>>.Write(writer, frozen.Comparer);
        writer.Out.WriteVarUInt((ulong)frozen.Count);
        PathNode? path = writer.Path;
        bool checks = _mayBeKept && WholeKeys.AreAskedBy(frozen.Comparer);
        int index = 0;
        foreach (KeyValuePair<TKey, TValue> item in frozen)
        {
            writer.Path = path?.Element(index++);
            if (checks)
            {
                WholeKeys.RefuseKept(writer, item.Key);
            }

            Items<TKey>.Write(writer, item.Key);
            Items<TValue>.Write(writer, item.Value);
        }

        writer.Path = path;
        if (!WholeKeys.HashAlone(frozen.Comparer))
        {
            writer.Drain();
        }
    }

    public override object Create(GraphReader reader)
    {
        IEqualityComparer<TKey>? comparer = Items<IEqualityComparer<TKey>?>.Read(reader);
        var items = new KeyValuePair<TKey, TValue>[reader.In.ReadCount(Items<TKey>.SmallestSize + Items<TValue>.SmallestSize)];
        for (int i = 0; i < items.Length; i++)
        {
            TKey key = Items<TKey>.Read(reader);
            reader.EndKeys();
            items[i] = new(key, Items<TValue>.Read(reader));
            reader.BeginKeys();
        }

        if (!reader.TryCompleteKeys(needed: !WholeKeys.HashAlone(comparer))
            && !WholeKeys.HashByIdentity(comparer, Array.ConvertAll(items, static item => item.Key)))
        {
            throw WholeKeys.Unwhole(Type);
        }

        return FrozenDictionary.ToFrozenDictionary(items, comparer);
    }
}
