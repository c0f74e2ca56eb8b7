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
            // An argument that cannot be rebuilt fails its task like an exception inside it would. Where it is not known which it was, and others are to go on,
            // the chunk comes back in halves until it is.
            if (failed < 0 && count > 1 && chunk.GoesOn) port.Stopped(chunk);
            else port.Failed(chunk, Math.Max(0, failed), error);
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
        var block = BlockFor(port, items.Length);
        var pace = new DeliveryPace(Stopwatch.GetTimestamp());
        if (session.IsChunkCancelled)
        {
            port.Stopped(chunk);
            return;
        }

        var next = 0;
        while (RunFrom(session, port, block, items, chunk, ref pace, ref next))
        {
            // Behind a task that has failed.
        }
    }

    // Runs tasks up to the first that fails, or all. Says whether there are more to be run, from the next on.
    private bool RunFrom(
        WorkerSession session, ResultPort port, ResultBlock<TResult> block, ReadOnlySpan<T> items, in ChunkLabel chunk, ref DeliveryPace pace, ref int next)
    {
        var worker = Unsafe.As<TWorker>(session.Worker!);
        var results = block.Items;
        var courier = items.Length > 1 && !block.GoesSingly ? session.Courier : null;
        var running = next;
        var delivered = next;
        courier?.Begin(port, block, chunk, delivered, pace.Start);
        var most = port.MostAtOnce;
        var sends = false;
        try
        {
            for (; running < items.Length; running++)
            {
                session.BeginTask(chunk.First + running);
                results[running] = Invoke(worker, items[running]);
                TaskResults.RefuseValue(results[running]);
                if (session.IsChunkCancelled)
                {
                    // Nobody wants the result: the call has ended, or the task's time was over.
                    courier?.End();
                    port.Stopped(chunk);
                    return false;
                }

                if (running + 1 == items.Length) continue;
                if (session.Memory is { } memory && memory.IsOver())
                {
                    // Another worker goes on.
                    if (courier is not null) delivered = courier.End();
                    if (Deliver(port, chunk, block, delivered, running + 1, pace)) port.Stopped(chunk);
                    return false;
                }

                if (pace.IsDue() || courier is null || running - delivered >= most - 1)
                {
                    sends = true;
                    var unsent = courier is null
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
            next = running + 1;
            if (courier is not null) delivered = courier.End();
            if (running > delivered && !Deliver(port, chunk, block, delivered, running, pace)) return false;
            port.Failed(chunk, running, error, goesOn: chunk.GoesOn && next < items.Length);
            return chunk.GoesOn && next < items.Length;
        }

        next = Math.Min(running + 1, items.Length);
        if (courier is not null) delivered = courier.End();
        return Deliver(port, chunk, block, delivered, next, pace) && next < items.Length;
    }

    // Hands results over. One that cannot be written is its own task's failure, and those before it are good. Says whether the chunk goes on.
    private static bool Deliver(ResultPort port, in ChunkLabel chunk, ResultBlock<TResult> block, int from, int to, in DeliveryPace pace)
    {
        while (port.Deliver(chunk, block, from, to, last: to == block.Count, pace.ElapsedNow()) is { } unsent)
        {
            if (!unsent.IsPlaceKnown && to - from > 1)
            {
                var middle = from + ((to - from) / 2);
                return Deliver(port, chunk, block, from, middle, pace) && Deliver(port, chunk, block, middle, to, pace);
            }

            var (failed, error) = (unsent.Index, unsent.Error);
            while (failed > from && port.Deliver(chunk, block, from, failed, last: false, pace.ElapsedNow()) is { } earlier)
                (failed, error) = (Math.Min(earlier.Index, failed - 1), earlier.Error);

            var goesOn = chunk.GoesOn && failed + 1 < block.Count;
            port.Failed(chunk, failed, error, goesOn);
            if (!goesOn) return false;
            from = failed + 1;
            if (from == to) break;
        }

        return true;
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
