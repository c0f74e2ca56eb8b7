namespace Mpire.Serialization;

/// <summary><see cref="SortedList{TKey, TValue}"/>, filled again: the order may depend on the culture of the process.</summary>
internal sealed class SortedListCodec<TKey, TValue>(Type type) : PairsCodec<SortedList<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void WriteComparer(GraphWriter writer, SortedList<TKey, TValue> container) => WriteComparer(writer, container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IComparer<TKey>>(reader);

    protected override SortedList<TKey, TValue> New(object? comparer) => new((IComparer<TKey>?)comparer);

    protected override void Construct(object value, object? comparer) => Construct(value, [typeof(IComparer<TKey>)], [comparer]);

    protected override KeyValuePair<TKey, TValue>[] Snapshot(SortedList<TKey, TValue> container) => [.. container];

    protected override void Clear(SortedList<TKey, TValue> container) => container.Clear();

    protected override bool Finds(SortedList<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(SortedList<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items)
    {
        container.Capacity = items.Length;
        foreach (KeyValuePair<TKey, TValue> item in items)
        {
            if (!container.TryAdd(item.Key, item.Value))
            {
                throw Twice();
            }
        }
    }
}
