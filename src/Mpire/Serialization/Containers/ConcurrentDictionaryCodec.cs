using System.Collections.Concurrent;

namespace Mpire.Serialization;

/// <summary><see cref="ConcurrentDictionary{TKey, TValue}"/>, filled again.</summary>
internal sealed class ConcurrentDictionaryCodec<TKey, TValue>(Type type) : PairsCodec<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<TKey>();

    protected override void WriteComparer(GraphWriter writer, ConcurrentDictionary<TKey, TValue> container) => WriteComparer(writer, container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IEqualityComparer<TKey>>(reader);

    protected override ConcurrentDictionary<TKey, TValue> New(object? comparer) => new((IEqualityComparer<TKey>?)comparer);

    protected override void Construct(object value, object? comparer) => Construct(value, [typeof(IEqualityComparer<TKey>)], [comparer]);

    protected override KeyValuePair<TKey, TValue>[] Snapshot(ConcurrentDictionary<TKey, TValue> container) => container.ToArray();

    protected override bool ChecksKeys(ConcurrentDictionary<TKey, TValue> container) => _mayBeKept && WholeKeys.AreAskedBy(container.Comparer);

    protected override void Clear(ConcurrentDictionary<TKey, TValue> container) => container.Clear();

    protected override bool Finds(ConcurrentDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(ConcurrentDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items)
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
