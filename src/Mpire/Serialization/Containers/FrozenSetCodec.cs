using System.Collections.Frozen;

namespace Mpire.Serialization;

/// <summary><see cref="FrozenSet{T}"/>: exists only once its elements are complete, so it cannot contain itself.</summary>
internal sealed class FrozenSetCodec<T>(Type type) : TypeCodec(type)
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<T>();

    public override bool HasContent => false;

    public override bool NeedsWhole(object value) => !WholeKeys.HashAlone(((FrozenSet<T>)value).Comparer);

    public override void WriteHead(GraphWriter writer, object value)
    {
        var frozen = (FrozenSet<T>)value;
        Items<IEqualityComparer<T>>.Write(writer, frozen.Comparer);
        writer.Out.WriteVarUInt((ulong)frozen.Count);
        PathNode? path = writer.Path;
        bool checks = _mayBeKept && WholeKeys.AreAskedBy(frozen.Comparer);
        int index = 0;
        foreach (T item in frozen)
        {
            writer.Path = path?.Element(index++);
            if (checks)
            {
                WholeKeys.RefuseKept(writer, item);
            }

            Items<T>.Write(writer, item);
        }

        writer.Path = path;
        if (!WholeKeys.HashAlone(frozen.Comparer))
        {
            writer.Drain();
        }
    }

    public override object Create(GraphReader reader)
    {
        IEqualityComparer<T>? comparer = Items<IEqualityComparer<T>?>.Read(reader);
        var items = new T[reader.In.ReadCount(Items<T>.SmallestSize)];
        Items<T>.ReadAll(reader, items);
        if (!reader.TryCompleteKeys(needed: !WholeKeys.HashAlone(comparer)) && !WholeKeys.HashByIdentity(comparer, items))
        {
            throw WholeKeys.Unwhole(Type);
        }

        return FrozenSet.ToFrozenSet(items, comparer);
    }
}
