namespace Mpire.Serialization;

/// <summary><see cref="OrderedDictionary{TKey, TValue}"/>, filled again.</summary>
internal sealed class OrderedDictionaryCodec<TKey, TValue>(Type type) : PairsCodec<OrderedDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<TKey>();

    protected override void WriteComparer(GraphWriter writer, OrderedDictionary<TKey, TValue> container) => WriteComparer(writer, container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IEqualityComparer<TKey>>(reader);

    protected override OrderedDictionary<TKey, TValue> New(object? comparer) => new((IEqualityComparer<TKey>?)comparer);

    protected override void Construct(object value, object? comparer) => Construct(value, [typeof(IEqualityComparer<TKey>)], [comparer]);

    protected override KeyValuePair<TKey, TValue>[] Snapshot(OrderedDictionary<TKey, TValue> container) => ToArray(container);

    protected override bool ChecksKeys(OrderedDictionary<TKey, TValue> container) => _mayBeKept && WholeKeys.AreAskedBy(container.Comparer);

    protected override void Clear(OrderedDictionary<TKey, TValue> container) => container.Clear();

    protected override bool Finds(OrderedDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(OrderedDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items)
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
