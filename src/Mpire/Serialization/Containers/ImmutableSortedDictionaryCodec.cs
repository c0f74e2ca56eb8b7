using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary><see cref="ImmutableSortedDictionary{TKey, TValue}"/>, built again; see <see cref="ImmutableDictionaryCodec{TKey, TValue}"/>.</summary>
internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>(Type type)
    : PairsCodec<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    private readonly FieldSet _fields = new(type, above: null);

    protected override void WriteComparer(GraphWriter writer, ImmutableSortedDictionary<TKey, TValue> container)
    {
        WriteComparer(writer, container.KeyComparer);
        WriteComparer(writer, container.ValueComparer);
    }

    protected override object? ReadComparer(GraphReader reader) =>
        (ReadComparer<IComparer<TKey>>(reader), ReadComparer<IEqualityComparer<TValue>>(reader));

    protected override ImmutableSortedDictionary<TKey, TValue> New(object? comparer)
    {
        (IComparer<TKey>? keys, IEqualityComparer<TValue>? values) = ((IComparer<TKey>?, IEqualityComparer<TValue>?))comparer!; // from ReadComparer
        object empty = RuntimeHelpers.GetUninitializedObject(Type);
        _fields.Copy(ImmutableSortedDictionary.Create(keys, values), empty);
        return (ImmutableSortedDictionary<TKey, TValue>)empty;
    }

    protected override KeyValuePair<TKey, TValue>[] Snapshot(ImmutableSortedDictionary<TKey, TValue> container) => [.. container];

    protected override void Clear(ImmutableSortedDictionary<TKey, TValue> container) => _fields.Copy(container.Clear(), container);

    protected override bool Finds(ImmutableSortedDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(ImmutableSortedDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items) =>
        _fields.Copy(container.AddRange(items), container);
}
