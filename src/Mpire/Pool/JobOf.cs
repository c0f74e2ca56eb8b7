using Mpire.Scheduling;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Pool;

/// <inheritdoc/>
internal sealed class Job<TWorker, T, TResult>(TaskFunction<TWorker, T, TResult> function, ChunkReader<T> input, ResultSink<TResult> sink) : Job
    where TWorker : Worker
{
    public TaskFunction<TWorker, T, TResult> Function { get; } = function;

    public override bool HoldsUntilRead => sink.HoldsUntilRead;

    public override Chunk? Read(int count, PayloadCodec? codec) =>
        input.TryRead(count, out var items) ? Cut(items, codec) : null;

    public override async ValueTask<Chunk?> ReadAsync(int count, PayloadCodec? codec, CancellationToken cancellationToken)
    {
        var items = await input.ReadAsync(count, cancellationToken).ConfigureAwait(false);
        return items.IsEmpty ? null : Cut(items, codec);
    }

    public override void Accept(Chunk chunk, int from, int count, PayloadCodec codec, PayloadReader reader, out int failed)
    {
        failed = -1;
        if (count == 1 && sink.TryTakeBytes(chunk.First + from, reader)) return;
        codec.ReadItems(reader, sink.Reserve(chunk.First + from, count), out failed);
        sink.Commit(chunk.First + from, count);
    }

    public override void Accept(Chunk chunk, int from, int count, ResultBlock block)
    {
        ((ResultBlock<TResult>)block).Items.AsSpan(from, count).CopyTo(sink.Reserve(chunk.First + from, count));
        sink.Commit(chunk.First + from, count);
    }

    public override ValueTask CloseInputAsync() => input.DisposeAsync();

    private Chunk<TWorker, T, TResult> Cut(ReadOnlyMemory<T> items, PayloadCodec? codec)
    {
        var chunk = new Chunk<TWorker, T, TResult>(this, ChunksRead, TasksRead, items);
        if (codec is null) return chunk;
        var failed = -1;
        try
        {
            chunk.Encode(codec, Definition!.Id, out failed);
        }
        catch (Exception error)
        {
            var offset = Math.Max(0, failed);
            TaskFailure.Attach(error, workerId: null, TasksRead + offset, chunk.ItemAt(offset));
            throw;
        }

        return chunk;
    }
}
