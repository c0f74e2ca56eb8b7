using System.Runtime.CompilerServices;
using Mpire.Scheduling;
using Mpire.Serialization;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>
/// Names the maps that programs make most, so that the ahead-of-time compiler makes their code. Generic code over value types is otherwise compiled
/// at the first map: some eighty methods in the calling process before it can start a worker, and a dozen in every worker. Never called.
/// </summary>
internal static class CommonShapes
{
    public static void Name(WorkerPool pool)
    {
        NameMap<int, int>(pool);
        NameMap<int, long>(pool);
        NameMap<int, double>(pool);
        NameMap<int, object>(pool);
        NameMap<long, long>(pool);
        NameMap<double, double>(pool);
        NameMap<object, int>(pool);
        NameMap<object, double>(pool);
        NameMap<object, object>(pool);
    }

    private static void NameMap<T, TResult>(WorkerPool pool)
    {
        pool.Map(Some<Func<T, TResult>>(), Some<IEnumerable<T>>());
        pool.Map(Some<Func<Worker, T, TResult>>(), Some<IEnumerable<T>>());
        pool.Apply(Some<Func<T, TResult>>(), Some<T>());
        NameWorkerSide<T, TResult>();
        NameCallerSide<T, TResult>();
    }

    // Virtual methods are found only where the compiler sees which one a call means: on variables of sealed types.
    private static void NameWorkerSide<T, TResult>()
    {
        var (session, port, reader) = (Some<WorkerSession>(), Some<ResultPort>(), Some<PayloadReader>());
        var plain = Some<PlainFunction<Worker, T, TResult>>();
        plain.RunEncoded(session, port, PayloadCodec.Default, reader, 0, Some<ChunkLabel>());
        plain.Invoke(Some<Worker>(), Some<T>());
        plain.WriteItems(PayloadCodec.Default, Some<PayloadWriter>(), default, out _);
        Some<WorkerFunction<Worker, T, TResult>>().Invoke(Some<Worker>(), Some<T>());
        var block = Some<ResultBlock<TResult>>();
        if (block.IsRaw) block.Bytes(0, 0).CopyTo(Some<byte[]>());
        block.Write(PayloadCodec.Default, Some<PayloadWriter>(), 0, 0, out _);
    }

    private static void NameCallerSide<T, TResult>()
    {
        var job = Some<Job<Worker, T, TResult>>();
        var chunk = Some<Chunk<Worker, T, TResult>>();
        job.Read(1, PayloadCodec.Default);
        job.Accept(chunk, 0, 0, PayloadCodec.Default, Some<PayloadReader>(), out _);
        _ = job.HoldsUntilRead && job.CloseInputAsync().AsTask().IsCompleted;
        chunk.Encode(PayloadCodec.Default, 0, out _);
        chunk.PostTo(Some<FrameChannel>());
        chunk.Run(Some<WorkerSession>(), Some<ResultPort>(), Some<ChunkLabel>());
        chunk.Retire();
        var all = Some<ArraySink<TResult>>();
        if (all.HoldsUntilRead) all.Commit(chunk.Bytes, all.Reserve(0, 0).Length);
        var one = Some<SingleSink<TResult>>();
        if (one.HoldsUntilRead) one.Commit(0, one.Reserve(0, 0).Length);
        var memory = Some<MemorySource<T>>();
        _ = memory.Read(memory.Count is null ? 1 : 0).Length;
        _ = memory.ReleaseAsync().AsTask().IsCompleted;
    }

    // Not inlined, or the compiler would see a null and leave out what follows.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TAny Some<TAny>() => default!;
}
