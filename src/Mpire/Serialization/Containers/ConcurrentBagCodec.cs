using System.Collections.Concurrent;

namespace Mpire.Serialization;

/// <summary><see cref="ConcurrentBag{T}"/>, filled again: it keeps its items by thread.</summary>
internal sealed class ConcurrentBagCodec<T>(Type type) : RebuiltCodec<ConcurrentBag<T>, T>(type)
{
    protected override void WriteComparer(GraphWriter writer, ConcurrentBag<T> container)
    {
        // A bag compares nothing.
    }

    protected override object? ReadComparer(GraphReader reader) => null;

    protected override ConcurrentBag<T> New(object? comparer) => [];

    protected override void Construct(object value, object? comparer) => typeof(ConcurrentBag<T>).GetConstructor([])!.Invoke(value, null); // public

    protected override T[] Snapshot(ConcurrentBag<T> container) => container.ToArray();

    protected override void Clear(ConcurrentBag<T> container) => container.Clear();

    protected override bool Finds(ConcurrentBag<T> container, T item) => true;

    protected override void Fill(ConcurrentBag<T> container, T[] items)
    {
        // Enumeration starts with the item added last.
        for (int i = items.Length - 1; i >= 0; i--)
        {
            container.Add(items[i]);
        }
    }

    protected override bool NeedsNothingElse(ConcurrentBag<T> container) => true;
}
