using System.Runtime.CompilerServices;
using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>block of items → array. Elements without references lie for the task where they have arrived, and results travel as they lie in memory.
/// One block is one task and one chunk.</summary>
internal abstract class BlockFunction<TWorker, T, TResult> : TaskFunction<TWorker, Block<T>, TResult[]>
    where TWorker : Worker
{
    private BlockStore<T>? _store;

    /// <summary>Where the input lies, if that is memory that all processes see: it goes with the function, once, and blocks are but ranges.</summary>
    public BlockStore<T>? Store { set => _store = value; }

    public sealed override bool IsBound => _store is not null;

    public sealed override TResult[] Invoke(TWorker worker, Block<T> block) =>
        Run(worker, _store is null ? block.Items.Span : _store.Part(block.First, block.Count))
        ?? throw new InvalidOperationException("The function returned null where there should have been an array. Return an empty one for no results.");

    public sealed override object? NameOf(Block<T> block) => block.Range;

    public sealed override void WriteItems(PayloadCodec codec, PayloadWriter writer, ReadOnlyMemory<Block<T>> items, out int failed)
    {
        failed = 0;
        var block = items.Span[0];
        writer.WriteInt64(block.First);
        writer.WriteInt64(block.Count);
        if (_store is null) codec.WriteItems(writer, block.Items, out _);
        failed = -1;
    }

    public sealed override void RunEncoded(WorkerSession session, ResultPort port, PayloadCodec codec, PayloadReader items, int count, in ChunkLabel chunk)
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
        WriteItems(codec, writer, new[] { new Block<T>(0, 0, default) }, out _);
        reader.Reset(writer.AsSequence());
        Read(codec, reader);
        var block = new ArrayBlock(1);
        block.Items[0] = [];
        block.Write(codec, writer, 0, 1, out _);
    }

    /// <summary>Runs one task.</summary>
    protected abstract TResult[]? Run(TWorker worker, ReadOnlySpan<T> block);

    private protected sealed override ResultBlock<TResult[]> NewBlock(int count) => new ArrayBlock(count);

    // What stands before the items is a multiple of 8 bytes, so that raw ones lie aligned.
    private unsafe Block<T> Read(PayloadCodec codec, PayloadReader reader)
    {
        var first = reader.ReadInt64();
        var count = (int)reader.ReadInt64();
        if (_store is not null) return new(first, count, default);
        if (PayloadCodec.IsRaw<T>() && reader.TryReadInPlace((long)count * Unsafe.SizeOf<T>(), out var start))
            return new(first, count, new ArrivedMemory<T>(start, count).Memory);

        // A frame in several pieces, or objects.
        var items = new T[count];
        codec.ReadItems<T>(reader, items, out _);
        return new(first, count, items);
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
