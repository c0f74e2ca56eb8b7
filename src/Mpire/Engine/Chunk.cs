using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpire.Protocol;
using Mpire.Serialization;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>Tasks that travel together. Kept until their results are in, because a chunk may be taken back from a worker and given to another.</summary>
internal abstract class Chunk(Job job, long index, long first, int count) : ChunkWork
{
    public Job Job { get; } = job;

    public override CallContext? Context => Job.Context;

    /// <summary>The chunk's position in its job.</summary>
    public long Index { get; } = index;

    /// <summary>Index within the job of its first task.</summary>
    public long First { get; } = first;

    public int Count { get; } = count;

    /// <summary>How many results have come.</summary>
    public int Received { get; set; }

    /// <summary>Its number at the worker that has it now.</summary>
    public int Number { get; set; }

    /// <summary>Bytes that it takes on the road, roughly; 0 with worker threads.</summary>
    public abstract long Bytes { get; }

    /// <summary>Writes the items for a worker process, unless they travel as they lie in memory.</summary>
    /// <param name="codec">How.</param>
    /// <param name="function">The number of the function that runs them.</param>
    /// <param name="failed">Set before an exception is thrown: the item that cannot be written, where that is known; otherwise -1.</param>
    /// <exception cref="SerializationException">An item cannot be written.</exception>
    public abstract void Encode(PayloadCodec codec, int function, out int failed);

    public abstract void PostTo(FrameChannel channel);

    /// <summary>The item at an offset, for error messages.</summary>
    public abstract object? ItemAt(int offset);

    /// <summary>The task whose time is over, if there is one: the chunk was cancelled for it.</summary>
    public Expiry? Expired { get; set; }

    /// <summary>How often its task has failed; only where that is its only one.</summary>
    public Attempts Attempts { get; init; }

    /// <summary>A chunk of some of these tasks, written anew. Outside the gate.</summary>
    /// <param name="from">The first of them, counted in this chunk.</param>
    /// <param name="to">The one after the last.</param>
    /// <param name="attempts">How often it has failed, where it is one.</param>
    /// <exception cref="SerializationException">An item cannot be written, this time.</exception>
    public abstract Chunk Part(int from, int to, in Attempts attempts = default);

    /// <summary>Gives back the memory of the written items; the chunk is finished or dropped.</summary>
    public abstract void Retire();
}

/// <inheritdoc/>
internal sealed class Chunk<TWorker, T, TResult>(Job<TWorker, T, TResult> job, long index, long first, ReadOnlyMemory<T> items)
    : Chunk(job, index, first, items.Length)
    where TWorker : Worker
{
    private const int SmallFrame = 4096;
    private PayloadCodec? _codec;
    private PayloadWriter? _encoded;
    private int _function;

    public override long Bytes => _encoded?.Length ?? (long)items.Length * Unsafe.SizeOf<T>();

    public override void Run(WorkerSession session, ResultPort port, in ChunkLabel label) => job.Function.Run(session, port, items.Span, label);

    public override object? ItemAt(int offset) => (uint)offset < (uint)items.Length ? job.Function.NameOf(items.Span[offset]) : null;

    public override void Encode(PayloadCodec codec, int function, out int failed)
    {
        failed = -1;
        (_codec, _function) = (codec, function);
        if (PayloadCodec.IsRaw<T>()) return;
        _encoded = WriteAll(out failed);
    }

    public override void PostTo(FrameChannel channel)
    {
        var header = new FrameHeader((short)MessageKind.Run, (short)(Job.GoesOn ? 1 : 0), Number, First);
        if (_encoded is null && (long)items.Length * Unsafe.SizeOf<T>() <= SmallFrame - RunPrefix.Size)
        {
            Span<byte> frame = stackalloc byte[RunPrefix.Size + (items.Length * Unsafe.SizeOf<T>())];
            Unsafe.WriteUnaligned(ref frame[0], new RunPrefix { Function = _function, Count = items.Length });
            if (items.Length > 0)
            {
                Unsafe.CopyBlockUnaligned(
                    ref frame[RunPrefix.Size], ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items.Span)), (uint)(frame.Length - RunPrefix.Size));
            }

            channel.Post(header, frame);
            return;
        }

        _encoded ??= WriteAll(out _);
        if (_encoded.Length <= SmallFrame && _encoded.TryGetSingleSpan(out var span)) channel.Post(header, span);
        else channel.Post(header, _encoded.AsSequence(), owner: null);
    }

    public override Chunk Part(int from, int to, in Attempts attempts = default)
    {
        var part = new Chunk<TWorker, T, TResult>(job, Index, First + from, items[from..to]) { Attempts = attempts };
        if (_codec is { } codec) part.Encode(codec, _function, out _);
        return part;
    }

    public override void Retire()
    {
        _encoded?.Dispose();
        _encoded = null;
    }

    private PayloadWriter WriteAll(out int failed)
    {
        failed = -1;
        var writer = PayloadWriter.Rent();

        // Whoever gets control back before the call has ended may change at once what they gave to it.
        writer.CopiesBlocks = job is { IsMap: false, IsAsync: true };
        try
        {
            writer.WriteUnmanaged(new RunPrefix { Function = _function, Count = items.Length });
            job.Function.WriteItems(_codec!, writer, items, out failed);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
