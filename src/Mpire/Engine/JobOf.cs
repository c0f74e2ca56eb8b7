using Mpire.Scheduling;
using Mpire.Serialization;
using Mpire.Workers;

namespace Mpire.Engine;

/// <inheritdoc/>
internal sealed class Job<TWorker, T, TResult>(TaskFunction<TWorker, T, TResult> function, ChunkReader<T> input, ResultSink<TResult> sink) : Job
    where TWorker : Worker
{
    // A chunk may be cut short by the driver while the feeder waits for its next item.
    private readonly Lock _numbering = new();
    private int _sentShort;
    private bool _isReading;
    private List<Exception>? _failures;

    public override TaskFunction<TWorker, T, TResult> Function { get; } = function;

    public override bool HoldsUntilRead => sink.HoldsUntilRead;

    public override bool HasGathered => Volatile.Read(ref _isReading) && _sentShort == 0 && !input.Gathered.IsEmpty;

    public override void HearOfFirstItems(Action onFirst) => input.OnFirst = onFirst;

    public override ReadChunk Read(int count, PayloadCodec? codec) =>
        input.TryRead(count, out var items) ? Write(Number(items.Length), items, codec, items.Length) : default;

    public override async ValueTask<ReadChunk> ReadAsync(int count, PayloadCodec? codec, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isReading, true);
        return Take(await input.ReadAsync(count, cancellationToken).ConfigureAwait(false), codec);
    }

    public override ReadChunk CutShort(PayloadCodec? codec)
    {
        ReadOnlyMemory<T> items;
        (long, long First) number;
        lock (_numbering)
        {
            items = HasGathered ? input.Gathered : default;
            if (items.IsEmpty) return default;
            _sentShort = items.Length;
            input.Cut();
            number = Number(items.Length);
            BeginCut();
        }

        return Write(number, items, codec, items.Length);
    }

    public override void Accept(Chunk chunk, int from, int count, PayloadCodec codec, PayloadReader reader, out int failed)
    {
        failed = -1;
        if (count == 1 && sink.TryTakeBytes(chunk.First + from, reader)) return;
        var results = sink.Reserve(chunk.First + from, count);
        try
        {
            codec.ReadItems(reader, results, out failed);
        }
        catch (Exception) when (failed > 0)
        {
            // Those before are good.
            TResult[] good = [.. results[..failed]];
            good.CopyTo(sink.Reserve(chunk.First + from, failed));
            sink.Commit(chunk.First + from, failed);
            throw;
        }

        sink.Commit(chunk.First + from, count);
    }

    public override void PlaceFailure(long index, Exception error)
    {
        if (Outcomes<TResult>.Failed is not { } failed)
        {
            (_failures ??= []).Add(error);
            return;
        }

        sink.Reserve(index, 1)[0] = failed(error);
        sink.Commit(index, 1);
    }

    protected override Exception? SumOfFailures() => _failures is { } all
        ? new AggregateException($"{all.Count} of {Succeeded + all.Count} tasks of {Call} have failed.", all)
        : null;

    public override void Accept(Chunk chunk, int from, int count, ResultBlock block)
    {
        ((ResultBlock<TResult>)block).Items.AsSpan(from, count).CopyTo(sink.Reserve(chunk.First + from, count));
        sink.Commit(chunk.First + from, count);
    }

    public override Delegate Task => Function.Task;

    public override string? Hint => ProcessState.HintOn(Function.Task);

    public override ValueTask CloseInputAsync() => input.DisposeAsync();

    private ReadChunk Take(ReadOnlyMemory<T> items, PayloadCodec? codec)
    {
        (long, long) number;
        var read = items.Length;
        lock (_numbering)
        {
            _isReading = false;
            items = items[_sentShort..];
            _sentShort = 0;

            // An input that comes back after the job has ended brings nothing that anybody wants.
            if (items.IsEmpty || !IsOpen) return new ReadChunk(null, read);
            number = Number(items.Length);
        }

        return Write(number, items, codec, read);
    }

    private ReadChunk Write((long Index, long First) number, ReadOnlyMemory<T> items, PayloadCodec? codec, int read)
    {
        var chunk = new Chunk<TWorker, T, TResult>(this, number.Index, number.First, items);
        if (codec is null) return new ReadChunk(chunk, read);
        var failed = -1;
        try
        {
            chunk.Encode(codec, Definition!.Id, out failed);
        }
        catch (Exception error)
        {
            var offset = Math.Max(0, failed);
            TaskFailure.Attach(error, workerId: null, number.First + offset, chunk.ItemAt(offset));
            if (Failures.ContinueOnFailure) return WriteRest(number.Index, number.First, items, codec) with { Items = read };
            if (!HoldsUntilRead || offset == 0) throw;

            // The results of what came before it are handed out before its failure, as with an input that fails there.
            return Write(number, items[..offset], codec, read) with { Failure = error };
        }

        return new ReadChunk(chunk, read);
    }

    // Where a map goes on, an item that cannot be written is a failed task, and those around it are sent in chunks of their own.
    private ReadChunk WriteRest(long index, long first, ReadOnlyMemory<T> items, PayloadCodec codec)
    {
        var (chunks, unsent) = (new List<Chunk>(), new List<UnsentItem>());
        var waiting = new Stack<(int From, int To)>([(0, items.Length)]);
        while (waiting.TryPop(out var part))
        {
            if (part.From == part.To) continue;
            var chunk = new Chunk<TWorker, T, TResult>(this, index, first + part.From, items[part.From..part.To]);
            var failed = -1;
            try
            {
                chunk.Encode(codec, Definition!.Id, out failed);
                chunks.Add(chunk);
            }
            catch (Exception error)
            {
                if (failed < 0 && chunk.Count > 1)
                {
                    waiting.Push((part.From + (chunk.Count / 2), part.To));
                    waiting.Push((part.From, part.From + (chunk.Count / 2)));
                    continue;
                }

                var at = part.From + Math.Max(0, failed);
                TaskFailure.Attach(error, workerId: null, first + at, Function.NameOf(items.Span[at]));
                unsent.Add(new UnsentItem(first + at, error));
                waiting.Push((at + 1, part.To));
                waiting.Push((part.From, at));
            }
        }

        return new ReadChunk(null, items.Length) { Broken = new BrokenChunk(chunks, unsent) };
    }
}
