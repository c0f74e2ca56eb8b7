namespace Mpire.Serialization;

/// <summary><see cref="PriorityQueue{TElement, TPriority}"/>, filled again: the order may depend on the culture of the process.</summary>
internal sealed class PriorityQueueCodec<TElement, TPriority>(Type type)
    : RebuiltCodec<PriorityQueue<TElement, TPriority>, (TElement Element, TPriority Priority)>(type)
{
    protected override void WriteComparer(GraphWriter writer, PriorityQueue<TElement, TPriority> container) => WriteComparer(writer, container.Comparer);

    protected override object? ReadComparer(GraphReader reader) => ReadComparer<IComparer<TPriority>>(reader);

    protected override PriorityQueue<TElement, TPriority> New(object? comparer) => new((IComparer<TPriority>?)comparer);

    protected override void Construct(object value, object? comparer) =>
        typeof(PriorityQueue<TElement, TPriority>).GetConstructor([typeof(IComparer<TPriority>)])!.Invoke(value, [comparer]); // public

    protected override (TElement Element, TPriority Priority)[] Snapshot(PriorityQueue<TElement, TPriority> container) => [.. container.UnorderedItems];

    protected override void Clear(PriorityQueue<TElement, TPriority> container) => container.Clear();

    protected override bool Finds(PriorityQueue<TElement, TPriority> container, (TElement Element, TPriority Priority) item) => true;

    // In the order in which they lay, which stays where it is right.
    protected override void Fill(PriorityQueue<TElement, TPriority> container, (TElement Element, TPriority Priority)[] items) =>
        container.EnqueueRange(items);
}
