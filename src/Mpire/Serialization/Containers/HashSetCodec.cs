using System.Reflection;

namespace Mpire.Serialization;

/// <summary>Hash sets.</summary>
internal sealed class HashSetCodec<T>(Type type) : RebuiltCodec<HashSet<T>, T>(type)
{
    private readonly bool _mayBeKept = WholeKeys.MayBeKept<T>();

    protected override void WriteComparer(GraphWriter writer, HashSet<T> container) =>
        WriteComparer(writer, ReferenceEquals(container.Comparer, EqualityComparer<T>.Default) ? null : container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IEqualityComparer<T>>(reader);

    protected override HashSet<T> New(object? comparer) => new((IEqualityComparer<T>?)comparer);

    protected override void Construct(object value, object? comparer) =>
        typeof(HashSet<T>).GetConstructor(BindingFlags.Public | BindingFlags.Instance, [typeof(IEqualityComparer<T>)])!.Invoke(value, [comparer]);

    protected override T[] Snapshot(HashSet<T> container)
    {
        var items = new T[container.Count];
        container.CopyTo(items);
        return items;
    }

    protected override bool ChecksKeys(HashSet<T> container) => _mayBeKept && WholeKeys.AreAskedBy(container.Comparer);

    protected override void Clear(HashSet<T> container) => container.Clear();

    protected override bool Finds(HashSet<T> container, T item) => container.Contains(item);

    protected override void Fill(HashSet<T> container, T[] items)
    {
        container.EnsureCapacity(items.Length);
        foreach (T item in items)
        {
            if (!container.Add(item))
            {
                throw Twice();
            }
        }
    }

    protected override bool NeedsNothingElse(HashSet<T> container) => HashesAlone<T>(container.Comparer);
}
