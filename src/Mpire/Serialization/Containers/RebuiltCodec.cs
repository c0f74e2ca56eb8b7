using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>
/// Containers that place their elements by hash or order. Copying their fields would break them silently, because hashes are seeded anew in each
/// process, so the elements are put in again; only when comparer and keys are whole (<see cref="FillOrder"/>), unless hashing a key needs no other
/// object.
/// </summary>
internal abstract class RebuiltCodec<TContainer, TItem> : TypeCodec
    where TContainer : class
{
    private readonly FieldSet? _added;

    protected RebuiltCodec(Type type)
        : base(type) => _added = type == typeof(TContainer) ? null : new FieldSet(type, typeof(TContainer));

    /// <summary>Fewest bytes of an item.</summary>
    protected virtual int SmallestItem => Items<TItem>.SmallestSize;

    public sealed override void WriteHead(GraphWriter writer, object value)
    {
        PathNode? path = writer.Path;
        writer.Path = path?.Member("Comparer");
        WriteComparer(writer, Unsafe.As<TContainer>(value));
        writer.Path = path;
    }

    public sealed override object Create(GraphReader reader)
    {
        object? comparer = ReadComparer(reader);
        if (_added is null)
        {
            return New(comparer);
        }

        // A derived class: its base part is constructed, its own fields arrive.
        object value = RuntimeHelpers.GetUninitializedObject(Type);
        Construct(value, comparer);
        return value;
    }

    public sealed override void WriteContent(GraphWriter writer, object value)
    {
        WriteItems(writer, Unsafe.As<TContainer>(value));
        _added?.Write(writer, value);
    }

    public sealed override void ReadContent(GraphReader reader, object value)
    {
        ReadItems(reader, Unsafe.As<TContainer>(value));
        _added?.Read(reader, value);
    }

    protected static void WriteComparer<T>(GraphWriter writer, T? comparer)
        where T : class => Items<T?>.Write(writer, comparer);

    protected static T? ReadComparer<T>(GraphReader reader)
        where T : class => Items<T?>.Read(reader);

    protected abstract void WriteComparer(GraphWriter writer, TContainer container);

    protected abstract object? ReadComparer(GraphReader reader);

    protected abstract TContainer New(object? comparer);

    protected abstract TItem[] Snapshot(TContainer container);

    protected abstract void Fill(TContainer container, TItem[] items);

    protected abstract void Clear(TContainer container);

    /// <summary>Whether the container finds the item.</summary>
    protected abstract bool Finds(TContainer container, TItem item);

    /// <summary>Whether items can be put in before the rest of the graph is there.</summary>
    protected virtual bool NeedsNothingElse(TContainer container) => false;

    protected virtual void Construct(object value, object? comparer) =>
        throw new SerializationException($"Objects of type '{Type}' cannot be rebuilt: they derive from '{typeof(TContainer)}'.", null, Type.FullName);

    /// <summary>Whether there may be items that the other process could not find.</summary>
    protected virtual bool ChecksKeys(TContainer container) => false;

    /// <summary>Refuses such an item.</summary>
    protected virtual void CheckKey(GraphWriter writer, TItem item) => WholeKeys.RefuseKept(writer, item);

    protected virtual void WriteItem(GraphWriter writer, TItem item) => Items<TItem>.Write(writer, item);

    protected virtual TItem ReadItem(GraphReader reader)
    {
        reader.BeginKeys();
        TItem item = Items<TItem>.Read(reader);
        reader.EndKeys();
        return item;
    }

    protected virtual void WriteItems(GraphWriter writer, TContainer container)
    {
        TItem[] items = Snapshot(container);
        bool checks = ChecksKeys(container);
        writer.Out.WriteVarUInt((ulong)items.Length);
        PathNode? path = writer.Path;
        for (int i = 0; i < items.Length; i++)
        {
            writer.Path = path?.Element(i);
            if (checks)
            {
                CheckKey(writer, items[i]);
            }

            WriteItem(writer, items[i]);
        }

        writer.Path = path;
    }

    protected virtual void ReadItems(GraphReader reader, TContainer container)
    {
        var items = new TItem[reader.In.ReadCount(SmallestItem)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = ReadItem(reader);
        }

        if (NeedsNothingElse(container))
        {
            Fill(container, items);
        }
        else
        {
            reader.FillLater(new Waiting(this, container, items));
        }
    }

    /// <summary>Whether values of the type hash without looking at other objects, with a comparer that is always complete.</summary>
    protected static bool HashesAlone<T>(IEqualityComparer<T>? comparer) => WholeKeys.HashAlone(comparer);

    protected static SerializationException Twice() =>
        new("Two keys of a container became equal on the way: their Equals or GetHashCode depends on the process or changed while they were inside.");

    private sealed class Waiting(RebuiltCodec<TContainer, TItem> codec, TContainer container, TItem[] items) : Fill
    {
        public override Type Type => codec.Type;

        public override void Run() => codec.Fill(container, items);

        public override void Undo() => codec.Clear(container);

        public override bool FindsAll() => Array.TrueForAll(items, item => codec.Finds(container, item));
    }
}
