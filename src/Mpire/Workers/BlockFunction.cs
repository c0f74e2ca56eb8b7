using System.Runtime.CompilerServices;
using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>block of items → array. Elements without references lie for the task where they have arrived, and results travel as they lie in memory.
/// One block is one task and one chunk.</summary>
internal abstract class BlockFunction<TWorker, T, TResult> : TaskFunction<TWorker, Block<T>, TResult[]>
    where TWorker : Worker
{
    public sealed override TResult[] Invoke(TWorker worker, Block<T> block) => Run(worker, block.Span)
        ?? throw new InvalidOperationException("The function returned null where there should have been an array. Return an empty one for no results.");

    public sealed override object? NameOf(Block<T> block) => block.Range;

    public sealed override void WriteItems(PayloadCodec codec, PayloadWriter writer, ReadOnlyMemory<Block<T>> items, out int failed)
    {
        failed = 0;
        var block = items.Span[0];
        writer.WriteUnmanaged(new Head { First = block.First, Count = block.Count, IsStored = block.Store is null ? 0 : 1 });
        if (block.Store is { } store) PayloadCodec.Default.WriteGraph(writer, store, "items");
        else codec.WriteItems(writer, block.Items, out _);
        failed = -1;
    }

    public sealed override void RunEncoded(WorkerSession session, ResultPort port, PayloadCodec codec, PayloadReader items, int count, in ChunkTicket chunk)
    {
        Block<T> block;
        try
        {
            block = Read(codec, items);
        }
        catch (Exception error)
        {
            port.Failed(chunk, 0, error);
            return;
        }

        Run(session, port, new ReadOnlySpan<Block<T>>(in block), chunk);
    }

    public sealed override void Rehearse(PayloadCodec codec)
    {
        using var writer = PayloadWriter.Rent();
        using var reader = new PayloadReader();
        WriteItems(codec, writer, new[] { new Block<T>(0, Array.Empty<T>()) }, out _);
        reader.Reset(writer.AsSequence());
        _ = Read(codec, reader).Span;
        var block = new ArrayBlock(1);
        block.Items[0] = [];
        block.Write(codec, writer, 0, 1, out _);
    }

    /// <summary>Runs one task.</summary>
    protected abstract TResult[]? Run(TWorker worker, ReadOnlySpan<T> block);

    private protected sealed override ResultBlock<TResult[]> NewBlock(int count) => new ArrayBlock(count);

    private static unsafe Block<T> Read(PayloadCodec codec, PayloadReader reader)
    {
        var head = reader.ReadUnmanaged<Head>();
        if (head.IsStored != 0) return new(head.First, head.Count, PayloadCodec.Default.ReadGraph<BlockStore<T>>(reader));
        if (PayloadCodec.IsRaw<T>() && reader.TryReadInPlace((long)head.Count * Unsafe.SizeOf<T>(), out var start))
            return new(head.First, new ArrivedMemory<T>(start, head.Count).Memory);

        // A frame in several pieces, or objects.
        var items = new T[head.Count];
        codec.ReadItems<T>(reader, items, out _);
        return new(head.First, items);
    }

    // A multiple of 8 bytes, so that raw items lie aligned.
    private struct Head
    {
        public long First;
        public int Count;
        public int IsStored;
    }

    private sealed class ArrayBlock(int capacity) : ResultBlock<TResult[]>(capacity)
    {
        public override void Write(PayloadCodec codec, PayloadWriter writer, int from, int to, out int failed)
        {
            failed = -1;
            if (!PayloadCodec.IsRaw<TResult>()) base.Write(codec, writer, from, to, out failed);
            else if (Items[from] is { Length: > 0 } elements) writer.WriteUnmanagedBlock<TResult>(elements);
        }
    }
}

/// <summary>block → array.</summary>
internal sealed class PlainBlockFunction<TWorker, T, TResult>(Func<ReadOnlySpan<T>, TResult[]> task) : BlockFunction<TWorker, T, TResult>
    where TWorker : Worker
{
    private readonly Func<ReadOnlySpan<T>, TResult[]> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    protected override TResult[]? Run(TWorker worker, ReadOnlySpan<T> block) => _task(block);
}

/// <summary>(worker, block) → array.</summary>
internal sealed class WorkerBlockFunction<TWorker, T, TResult>(Func<TWorker, ReadOnlySpan<T>, TResult[]> task) : BlockFunction<TWorker, T, TResult>
    where TWorker : Worker
{
    private readonly Func<TWorker, ReadOnlySpan<T>, TResult[]> _task = Required.Delegate(task);

    public override Delegate Task => _task;

    protected override TResult[]? Run(TWorker worker, ReadOnlySpan<T> block) => _task(worker, block);
}
