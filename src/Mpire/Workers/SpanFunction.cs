using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>item → array, whose elements travel alone and as they lie in memory, so that the caller can read them where they arrive.</summary>
internal sealed class SpanFunction<TWorker, T, TElement>(Func<T, TElement[]> task) : TaskFunction<TWorker, T, TElement[]>
    where TWorker : Worker
    where TElement : unmanaged
{
    private readonly Func<T, TElement[]> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    public override TElement[] Invoke(TWorker worker, T item) => _task(item);

    private protected override ResultBlock<TElement[]> NewBlock(int count) => new SpanBlock(count);

    private sealed class SpanBlock(int capacity) : ResultBlock<TElement[]>(capacity)
    {
        public override bool GoesSingly => true;

        public override void Write(PayloadCodec codec, PayloadWriter writer, int from, int to, out int failed)
        {
            failed = -1;
            if (Items[from] is { Length: > 0 } elements) writer.WriteUnmanagedBlock<TElement>(elements);
        }
    }
}
