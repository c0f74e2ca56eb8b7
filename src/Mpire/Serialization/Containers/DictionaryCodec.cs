namespace Mpire.Serialization;

/// <summary>Dictionaries.</summary>
internal sealed class DictionaryCodec<TKey, TValue>(Type type) : PairsCodec<Dictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<TKey>();

    protected override void WriteComparer(GraphWriter writer, Dictionary<TKey, TValue> container) =>
        WriteComparer(writer, ReferenceEquals(container.Comparer, EqualityComparer<TKey>.Default) ? null : container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IEqualityComparer<TKey>>(reader);

    protected override Dictionary<TKey, TValue> New(object? comparer) => new((IEqualityComparer<TKey>?)comparer);

    protected override void Construct(object value, object? comparer) => Construct(value, [typeof(IEqualityComparer<TKey>)], [comparer]);

    protected override KeyValuePair<TKey, TValue>[] Snapshot(Dictionary<TKey, TValue> container) => ToArray(container);

    protected override bool ChecksKeys(Dictionary<TKey, TValue> container) => _mayBeKept && WholeKeys.AreAskedBy(container.Comparer);

    protected override void Clear(Dictionary<TKey, TValue> container) => container.Clear();

    protected override bool Finds(Dictionary<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(Dictionary<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items)
    {
        container.EnsureCapacity(items.Length);
        foreach (KeyValuePair<TKey, TValue> item in items)
        {
            if (!container.TryAdd(item.Key, item.Value))
            {
                throw Twice();
            }
        }
    }

    protected override void WriteItems(GraphWriter writer, Dictionary<TKey, TValue> container)
    {
        if (writer.Path is not null)
        {
            base.WriteItems(writer, container);
            return;
        }

        bool checks = ChecksKeys(container);
        writer.Out.WriteVarUInt((ulong)container.Count);
        foreach (KeyValuePair<TKey, TValue> item in container)
        {
            if (checks)
            {
                WholeKeys.RefuseKept(writer, item.Key);
            }

            Items<TKey>.Write(writer, item.Key);
            Items<TValue>.Write(writer, item.Value);
        }
    }

    protected override void ReadItems(GraphReader reader, Dictionary<TKey, TValue> container)
    {
        if (!HashesAlone<TKey>(container.Comparer))
        {
            base.ReadItems(reader, container);
            return;
        }

        int count = reader.In.ReadCount(SmallestItem);
        container.EnsureCapacity(count);
        for (int i = 0; i < count; i++)
        {
            KeyValuePair<TKey, TValue> item = ReadItem(reader);
            if (!container.TryAdd(item.Key, item.Value))
            {
                throw Twice();
            }
        }
    }
}
