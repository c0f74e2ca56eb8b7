namespace Mpire.Serialization;

/// <summary><see cref="SortedSet{T}"/>, filled again: the order may depend on the culture of the process.</summary>
internal sealed class SortedSetCodec<T>(Type type) : RebuiltCodec<SortedSet<T>, T>(type)
{
    protected override void WriteComparer(GraphWriter writer, SortedSet<T> container) => WriteComparer(writer, container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IComparer<T>>(reader);

    protected override SortedSet<T> New(object? comparer) => new((IComparer<T>?)comparer);

    protected override void Construct(object value, object? comparer) =>
        typeof(SortedSet<T>).GetConstructor([typeof(IComparer<T>)])!.Invoke(value, [comparer]); // public

    protected override T[] Snapshot(SortedSet<T> container) => [.. container];

    protected override void Clear(SortedSet<T> container) => container.Clear();

    protected override bool Finds(SortedSet<T> container, T item) => container.Contains(item);

    protected override void Fill(SortedSet<T> container, T[] items)
    {
        foreach (T item in items)
        {
            if (!container.Add(item))
            {
                throw Twice();
            }
        }
    }
}
