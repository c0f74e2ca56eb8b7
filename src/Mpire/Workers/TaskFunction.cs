using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mpire.Serialization;

namespace Mpire.Workers;

/// <summary>A user's function with the types it needs: what travels to a worker process to be run there, chunk by chunk.</summary>
internal abstract class TaskFunction
{
    /// <summary>The user's own delegate.</summary>
    public abstract Delegate Task { get; }

    /// <summary>Whether it holds more than the delegate, so that it may be another with the same one.</summary>
    public virtual bool IsBound => false;

    /// <summary>Runs one chunk whose items are still bytes.</summary>
    public abstract void RunEncoded(WorkerSession session, ResultPort port, PayloadCodec codec, PayloadReader items, int count, in ChunkLabel chunk);

    /// <summary>Goes through all that a chunk goes through, without a task: what it compiles and looks up, workers forked from this process have.</summary>
    public virtual void Rehearse(PayloadCodec codec)
    {
    }
}

/// <inheritdoc/>
/// <typeparam name="TWorker">What the pool's functions get as their worker.</typeparam>
/// <typeparam name="T">The items' type.</typeparam>
/// <typeparam name="TResult">The results' type.</typeparam>
internal abstract class TaskFunction<TWorker, T, TResult> : TaskFunction
    where TWorker : Worker
{
    // Where a function runs, and nowhere else.
    [NonSerialized]
    private ResultBlock<TResult>? _block;

    [NonSerialized]
    private T[]? _items;

    /// <summary>Runs one task.</summary>
    public abstract TResult Invoke(TWorker worker, T item);

    /// <summary>What an item is called where its task has failed.</summary>
    public virtual object? NameOf(T item) => item;

    /// <summary>Writes the items of one chunk for a worker process, where <see cref="RunEncoded"/> reads them.</summary>
    public virtual void WriteItems(PayloadCodec codec, PayloadWriter writer, ReadOnlyMemory<T> items, out int failed) =>
        codec.WriteItems(writer, items, out failed);

    public override void RunEncoded(WorkerSession session, ResultPort port, PayloadCodec codec, PayloadReader items, int count, in ChunkLabel chunk)
    {
        if (_items is null || _items.Length < count) _items = new T[count];
        var span = _items.AsSpan(0, count);
        var failed = -1;
        try
        {
            codec.ReadItems(items, span, out failed);
        }
        catch (Exception error)
        {
            // An argument that cannot be rebuilt fails its task like an exception inside it would.
            port.Failed(chunk, Math.Max(0, failed), error);
            return;
        }

        Run(session, port, span, chunk);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) span.Clear();
    }

    public override void Rehearse(PayloadCodec codec)
    {
        using var writer = PayloadWriter.Rent();
        using var reader = new PayloadReader();
        codec.WriteItems<T>(writer, Array.Empty<T>(), out _);
        codec.WriteItems<TResult>(writer, Array.Empty<TResult>(), out _);
        reader.Reset(writer.AsSequence());
        codec.ReadItems<T>(reader, [], out _);
        codec.ReadItems<TResult>(reader, [], out _);
        BlockFor(new RehearsalPort(codec), 0).Write(codec, writer, 0, 0, out _);
    }

    /// <summary>
    /// Runs the tasks of one chunk in order. Results go out at the end, in between whenever a millisecond has passed, and by the courier while a task
    /// takes longer, so that nobody waits for a quick result behind a slow task.
    /// </summary>
    public void Run(WorkerSession session, ResultPort port, ReadOnlySpan<T> items, in ChunkLabel chunk)
    {
        var worker = Unsafe.As<TWorker>(session.Worker!);
        var block = BlockFor(port, items.Length);
        var results = block.Items;
        var now = Stopwatch.GetTimestamp();
        var pace = new DeliveryPace(now);
        var courier = items.Length > 1 && !block.GoesSingly ? session.Courier : null;
        courier?.Begin(port, block, chunk, now);
        var most = port.MostAtOnce;
        var delivered = 0;
        var running = 0;
        UnsentResult? unsent = null;
        var sends = false;
        try
        {
            for (; running < items.Length; running++)
            {
                if (session.IsChunkCancelled)
                {
                    courier?.End();
                    port.Stopped(chunk);
                    return;
                }

                session.BeginTask(chunk.First + running);
                results[running] = Invoke(worker, items[running]);
                TaskResults.RefuseValue(results[running]);
                if (running + 1 == items.Length) continue;
                if (pace.IsDue() || courier is null || running - delivered >= most - 1)
                {
                    sends = true;
                    unsent = courier is null
                        ? port.Deliver(chunk, block, delivered, running + 1, last: false, pace.Elapsed)
                        : courier.Deliver(running + 1, pace.Elapsed);
                    if (unsent is not null) break;
                    sends = false;
                    delivered = running + 1;
                    most = port.MostAtOnce;
                }
            }
        }
        catch (Exception error) when (!sends)
        {
            // Whatever the user's code throws is the task's result, were it of a type that means something elsewhere in here.
            if (courier is not null) delivered = courier.End();
            Fail(port, chunk, block, delivered, running, pace, error);
            return;
        }

        if (courier is not null) delivered = courier.End();
        unsent ??= port.Deliver(chunk, block, delivered, items.Length, last: true, pace.ElapsedNow());
        if (unsent is not null) Fail(port, chunk, block, delivered, unsent.Index, pace, unsent.Error);
    }

    // Results of the tasks before the failed one are good and go first. A result that cannot be written is its own task's failure.
    private static void Fail(ResultPort port, in ChunkLabel chunk, ResultBlock<TResult> block, int delivered, int failed, DeliveryPace pace, Exception error)
    {
        while (failed > delivered && port.Deliver(chunk, block, delivered, failed, last: false, pace.ElapsedNow()) is { } earlier)
            (failed, error) = (Math.Min(earlier.Index, failed - 1), earlier.Error);

        port.Failed(chunk, failed, error);
    }

    private ResultBlock<TResult> BlockFor(ResultPort port, int count)
    {
        if (!port.CopiesResults) return NewBlock(count);
        if (_block is null) _block = NewBlock(count);
        else _block.Reuse(count);
        return _block;
    }

    /// <summary>What results are collected in.</summary>
    private protected virtual ResultBlock<TResult> NewBlock(int count) => new(count);
}
