using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Scheduling;
using Mpire.Workers;

namespace Mpire;

// What the calls over blocks come down to: a map whose items are blocks, one a chunk.
public abstract partial class WorkerPoolBase<TWorker>
{
    private TResult[] RunBlocks<T, TResult>(
        BlockFunction<TWorker, T, TResult> task, BlockInput<T> input, MapOptions? options, CancellationToken cancellationToken, [CallerMemberName] string call = "")
    {
        var request = CheckBlocks(task, input, options, call, out var plan);
        Prepare(request);
        var sink = new BlockSink<TResult>(plan, input.Length);
        RunToEnd(request, sink, cancellationToken);
        return sink.ToArray();
    }

    private int RunBlocks<T, TResult>(
        BlockFunction<TWorker, T, TResult> task,
        BlockInput<T> input,
        Memory<TResult> destination,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        var request = CheckBlocks(task, input, options, call, out var plan);
        Prepare(request);
        var sink = new BlockSink<TResult>(plan, input.Length, destination);
        RunToEnd(request, sink, cancellationToken);
        return sink.Fill();
    }

    private Task<TResult[]> RunBlocksAsync<T, TResult>(
        BlockFunction<TWorker, T, TResult> task, BlockInput<T> input, MapOptions? options, CancellationToken cancellationToken, [CallerMemberName] string call = "")
    {
        var request = CheckBlocks(task, input, options, call, out var plan);
        var sink = new BlockSink<TResult>(plan, input.Length);
        return Await(RunToEndAsync(request, sink, cancellationToken), sink);

        static async Task<TResult[]> Await(Task done, BlockSink<TResult> sink)
        {
            await done.ConfigureAwait(false);
            return sink.ToArray();
        }
    }

    private Task<int> RunBlocksAsync<T, TResult>(
        BlockFunction<TWorker, T, TResult> task,
        BlockInput<T> input,
        Memory<TResult> destination,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        var request = CheckBlocks(task, input, options, call, out var plan);
        var sink = new BlockSink<TResult>(plan, input.Length, destination);
        return Await(RunToEndAsync(request, sink, cancellationToken), sink);

        static async Task<int> Await(Task done, BlockSink<TResult> sink)
        {
            await done.ConfigureAwait(false);
            return sink.Fill();
        }
    }

    private Request<Block<T>, TResult[]> CheckBlocks<T, TResult>(
        BlockFunction<TWorker, T, TResult> task, BlockInput<T> input, MapOptions? options, string call, out ChunkPlan plan)
    {
        var checkedOptions = MapChecks.Check(options);
        Outcomes.RefuseIfHomeless<TResult[]>(checkedOptions, call);
        if (checkedOptions.Length is { } said && said != input.Length)
        {
            throw new ArgumentException(
                $"The length was given as {said}, but the input has {input.Length} items. Leave the length out, or give a part of the input.", nameof(options));
        }

        task.Store = input.Store;

        // A block is one task, so everything but its length counts blocks.
        plan = PlanOf(input.Length, checkedOptions with { WorkerLifespan = null });
        var source = input.Cut(plan);
        var reader = source.Open(length: null);
        return new Request<Block<T>, TResult[]>(
            task, source, reader, checkedOptions, new ChunkPlan(reader.Length, Options.Workers, chunkSize: 1, lifespan: checkedOptions.WorkerLifespan), call);
    }
}
