using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>
/// <see cref="ImmutableDictionary{TKey, TValue}"/>, built again. Others may refer to the object before its elements are known, so it takes over the
/// fields of the one that is built.
/// </summary>
internal sealed class ImmutableDictionaryCodec<TKey, TValue>(Type type) : PairsCodec<ImmutableDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<TKey>();

    private readonly FieldSet _fields = new(type, above: null);

    protected override void WriteComparer(GraphWriter writer, ImmutableDictionary<TKey, TValue> container)
    {
        WriteComparer(writer, container.KeyComparer);
        WriteComparer(writer, container.ValueComparer);
    }

    protected override object? ReadComparer(GraphReader reader) =>
        ImmutableDictionary.Create(ReadComparer<IEqualityComparer<TKey>>(reader), ReadComparer<IEqualityComparer<TValue>>(reader));

    protected override ImmutableDictionary<TKey, TValue> New(object? comparer)
    {
        object empty = RuntimeHelpers.GetUninitializedObject(Type);
        _fields.Copy(comparer!, empty); // ReadComparer gave an empty dictionary with the comparers
        return (ImmutableDictionary<TKey, TValue>)empty;
    }

    protected override KeyValuePair<TKey, TValue>[] Snapshot(ImmutableDictionary<TKey, TValue> container) => ToArray(container);

    protected override bool ChecksKeys(ImmutableDictionary<TKey, TValue> container) => _mayBeKept && WholeKeys.AreAskedBy(container.KeyComparer);

    protected override void Clear(ImmutableDictionary<TKey, TValue> container) => _fields.Copy(container.Clear(), container);

    protected override bool Finds(ImmutableDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue> item) => container.ContainsKey(item.Key);

    protected override void Fill(ImmutableDictionary<TKey, TValue> container, KeyValuePair<TKey, TValue>[] items) =>
        _fields.Copy(container.AddRange(items), container);
}
