namespace Mpire.Serialization;

/// <summary><see cref="SortedDictionary{TKey, TValue}"/>, filled again.</summary>
internal sealed class SortedDictionaryCodec<TKey, TValue>(Type type) : PairsCodec<SortedDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void WriteComparer(GraphWriter writer, SortedDictionary<TKey, TValue> container) => WriteComparer(writer, container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IComparer<TKey>>(reader);

    protected override SortedDictionary<TKey, TValue> New(object? comparer) => new((IComparer<TKey>?)comparer);

    protected override void Construct(object value, object? comparer) => Construct(value, [typeof(IComparer<TKey>)], [comparer]);

    protected override KeyValuePair<TKey, TValue>[] Snapshot(SortedDictionary<TKey, TValue> container) => ToArray(container);

    protected override void Clear(SortedDictionary<TKey, TValue> container) => container.Clear();

    protected override bool Finds(SortedDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(SortedDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items)
    {
        foreach (KeyValuePair<TKey, TValue> item in items)
        {
            if (!container.TryAdd(item.Key, item.Value))
            {
                throw Twice();
            }
        }
    }
}
