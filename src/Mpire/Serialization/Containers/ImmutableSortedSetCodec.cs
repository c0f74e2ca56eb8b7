using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary><see cref="ImmutableSortedSet{T}"/>, built again; see <see cref="ImmutableDictionaryCodec{TKey, TValue}"/>.</summary>
internal sealed class ImmutableSortedSetCodec<T>(Type type) : RebuiltCodec<ImmutableSortedSet<T>, T>(type)
{
    private readonly FieldSet _fields = new(type, above: null);

    protected override void WriteComparer(GraphWriter writer, ImmutableSortedSet<T> container) => WriteComparer(writer, container.KeyComparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IComparer<T>>(reader);

    protected override ImmutableSortedSet<T> New(object? comparer)
    {
        object empty = RuntimeHelpers.GetUninitializedObject(Type);
        _fields.Copy(ImmutableSortedSet.Create((IComparer<T>?)comparer), empty);
        return (ImmutableSortedSet<T>)empty;
    }

    protected override T[] Snapshot(ImmutableSortedSet<T> container) => [.. container];

    protected override void Clear(ImmutableSortedSet<T> container) => _fields.Copy(container.Clear(), container);

    protected override bool Finds(ImmutableSortedSet<T> container, T item) => container.Contains(item);

    protected override void Fill(ImmutableSortedSet<T> container, T[] items)
    {
        ImmutableSortedSet<T> filled = container.Union(items);
        if (filled.Count != container.Count + items.Length)
        {
            throw Twice();
        }

        _fields.Copy(filled, container);
    }
}
