using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary><see cref="ImmutableHashSet{T}"/>, built again; see <see cref="ImmutableDictionaryCodec{TKey, TValue}"/>.</summary>
internal sealed class ImmutableHashSetCodec<T>(Type type) : RebuiltCodec<ImmutableHashSet<T>, T>(type)
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<T>();

    private readonly FieldSet _fields = new(type, above: null);

    protected override void WriteComparer(GraphWriter writer, ImmutableHashSet<T> container) => WriteComparer(writer, container.KeyComparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IEqualityComparer<T>>(reader);

    protected override ImmutableHashSet<T> New(object? comparer)
    {
        object empty = RuntimeHelpers.GetUninitializedObject(Type);
        _fields.Copy(ImmutableHashSet.Create((IEqualityComparer<T>?)comparer), empty);
        return (ImmutableHashSet<T>)empty;
    }

    protected override T[] Snapshot(ImmutableHashSet<T> container) => [.. container];

    protected override bool ChecksKeys(ImmutableHashSet<T> container) => _mayBeKept && WholeKeys.AreAskedBy(container.KeyComparer);

    protected override void Clear(ImmutableHashSet<T> container) => _fields.Copy(container.Clear(), container);

    protected override bool Finds(ImmutableHashSet<T> container, T item) => container.Contains(item);

    protected override void Fill(ImmutableHashSet<T> container, T[] items) => _fields.Copy(container.Union(items), container);
}
