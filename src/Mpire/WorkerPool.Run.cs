using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Mpire.Engine;
using Mpire.Scheduling;
using Mpire.Workers;

namespace Mpire;

// What the public calls come down to: check, open a job, drive or await it, hand out its results or its failure.
public abstract partial class WorkerPoolBase<TWorker>
{
    // Longer chunks gain nothing, but hold back the first results and, of inputs that are not arrays, fill memory.
    private const int LongestAutomaticChunk = 1 << 16;

    private static readonly long AdaptiveTarget = System.Diagnostics.Stopwatch.Frequency / 1000;

    private TResult[] RunMap<T, TResult>(
        TaskFunction<TWorker, T, TResult> task,
        InputSource<T> input,
        bool ordered,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        var request = Prepare(task, input, options, call);
        var sink = new ArraySink<TResult>(request.Reader.Length, ordered);
        RunToEnd(request, sink, cancellationToken);
        return sink.ToArray();
    }

    private void RunForEach<T>(
        TaskFunction<TWorker, T, NoResult> task,
        InputSource<T> input,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "") =>
        RunToEnd(Prepare(task, input, options, call), new NoSink<NoResult>(), cancellationToken);

    private Task<TResult[]> RunMapAsync<T, TResult>(
        TaskFunction<TWorker, T, TResult> task,
        InputSource<T> input,
        bool ordered,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        var request = Prepare(task, input, options, call);
        var sink = new ArraySink<TResult>(request.Reader.Length, ordered);
        return Await(RunToEndAsync(request, sink, cancellationToken), sink);

        static async Task<TResult[]> Await(Task done, ArraySink<TResult> sink)
        {
            await done.ConfigureAwait(false);
            return sink.ToArray();
        }
    }

    private Task RunForEachAsync<T>(
        TaskFunction<TWorker, T, NoResult> task,
        InputSource<T> input,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "") =>
        RunToEndAsync(Prepare(task, input, options, call), new NoSink<NoResult>(), cancellationToken);

    private TResult RunApply<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, T argument, CancellationToken cancellationToken, [CallerMemberName] string call = "")
    {
        var sink = new SingleSink<TResult>();
        var job = OpenCall(task, argument, sink, isAsync: false, call, cancellationToken);
        using var cancel = CancelWith(job, cancellationToken);
        RunUntilDone(Engine, job);
        GC.KeepAlive(this);
        ThrowIfFailed(job);
        return sink.Result;
    }

    private Task<TResult> RunApplyAsync<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, T argument, CancellationToken cancellationToken, [CallerMemberName] string call = "")
    {
        var sink = new SingleSink<TResult>();
        var job = OpenCall(task, argument, sink, isAsync: true, call, cancellationToken);
        return Await(job, sink, CancelWith(job, cancellationToken));

        static async Task<TResult> Await(Job job, SingleSink<TResult> sink, CancellationTokenRegistration cancel)
        {
            await using (cancel.ConfigureAwait(false))
            {
                await job.Completion.ConfigureAwait(false);
            }

            ThrowIfFailed(job);
            return sink.Result;
        }
    }

    private Request<T, TResult> Prepare<T, TResult>(TaskFunction<TWorker, T, TResult> task, InputSource<T> input, MapOptions? options, string call)
    {
        var engine = Engine;
        var checkedOptions = MapChecks.Check(options);
        TaskResults.RefuseType(task, call);
        engine.ThrowIfUnusable(call);
        var reader = input.Open(checkedOptions.Length);
        var plan = PlanOf(reader.Length, checkedOptions);

        if (!engine.UsesThreads) ProcessState.Look(engine, task.Task, call);
        if (engine.ExpectsFunctions)
        {
            var expected = WrittenFunctions.Get(task);
            engine.StartAhead((input.IsInMemory ? plan.ChunkCount : null) ?? 0, (WrittenFunctions.KindOf(task), expected));
            return new Request<T, TResult>(task, input, reader, checkedOptions, plan, expected, call);
        }

        // What cannot be refused, nor turn out to be empty, needs its workers for certain.
        if (input.IsInMemory && plan.ChunkCount is { } chunks && WrittenFunctions.IsConstant(task.Task)) engine.StartAhead(chunks);
        var written = engine.UsesThreads ? null : WrittenFunctions.Get(task);
        return new Request<T, TResult>(task, input, reader, checkedOptions, plan, written, call);
    }

    private byte[] Write(TaskFunction task, string call)
    {
        ProcessState.Look(Engine, task.Task, call);
        return WrittenFunctions.Get(task);
    }

    private ChunkPlan PlanOf(long? length, MapOptions options)
    {
        var plan = new ChunkPlan(length, Options.Workers, options.ChunkSize, options.Splits, options.WorkerLifespan);
        return plan.IsAutomatic && plan.ChunkSize > LongestAutomaticChunk
            ? new ChunkPlan(length, Options.Workers, LongestAutomaticChunk, null, options.WorkerLifespan)
            : plan;
    }

    private Job<TWorker, T, TResult> Open<T, TResult>(Request<T, TResult> request, ResultSink<TResult> sink, bool isAsync, CancellationToken cancellationToken, Action? onDone = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = request.Options;
        var workers = Options.Workers;
        var plan = request.Plan;
        var most = options.MaxTasksActive ?? Backpressure.DefaultMaxTasksActive(workers, plan.ChunkSize, depth: 2);
        var job = new Job<TWorker, T, TResult>(request.Task, request.Reader, sink)
        {
            Owner = this,
            IsMap = true,
            IsAsync = isAsync,
            Call = request.Call,
            Plan = plan,
            Backpressure = new Backpressure(most, workers),
            Adaptive = plan.IsAdaptive ? new AdaptiveChunk(AdaptiveTarget, Math.Min(options.WorkerLifespan ?? 4096, 4096)) : null,
            FollowsDepth = options.MaxTasksActive is null,
            Lifespan = options.WorkerLifespan,
            MayBeCut = plan.IsAutomatic && !Options.OrderTasks,
            EndsAt = request.Input.IsInMemory ? request.Reader.Length : null,
            OnDone = onDone,
        };
        job.Feeder = new Feeder(Engine, job, request.Input.IsInMemory, request.Input.IsAsync);
        Engine.Open(job, request.Written, cancellationToken);
        job.Feeder.Start();
        return job;
    }

    private Job<TWorker, T, TResult> OpenCall<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, T argument, SingleSink<TResult> sink, bool isAsync, string call, CancellationToken cancellationToken)
    {
        var engine = Engine;
        engine.ThrowIfUnusable(null);
        cancellationToken.ThrowIfCancellationRequested();
        TaskResults.RefuseType(task, call);
        var written = engine.UsesThreads ? null : Write(task, call);
        if (engine.ExpectsFunctions && !engine.HasWorkers) engine.StartAhead(1, (WrittenFunctions.KindOf(task), written!));
        var reader = ChunkReader<T>.OverItems(new[] { argument });
        var job = new Job<TWorker, T, TResult>(task, reader, sink)
        {
            Owner = this,
            IsMap = false,
            IsAsync = isAsync,
            Call = call,
            Plan = new ChunkPlan(1, 1),
            EndsAt = 1,
            Backpressure = new Backpressure(1, 1),
        };
        engine.Open(job, written, cancellationToken);
        engine.Send(job);
        return job;
    }

    private void RunToEnd<T, TResult>(Request<T, TResult> request, ResultSink<TResult> sink, CancellationToken cancellationToken)
    {
        var engine = Engine;
        var job = Open(request, sink, isAsync: false, cancellationToken);
        using (CancelWith(job, cancellationToken))
        {
            RunUntilDone(engine, job);
        }

        job.Feeder!.Finish();
        EndOfMap(engine, job);
        GC.KeepAlive(this);
        ThrowIfFailed(job);
    }

    private async Task RunToEndAsync<T, TResult>(Request<T, TResult> request, ResultSink<TResult> sink, CancellationToken cancellationToken)
    {
        var engine = Engine;
        var job = Open(request, sink, isAsync: true, cancellationToken);
        await using (CancelWith(job, cancellationToken).ConfigureAwait(false))
        {
            await job.Completion.ConfigureAwait(false);
        }

        await job.Feeder!.FinishAsync().ConfigureAwait(false);
        if (!Options.KeepAlive) await Task.Run(() => EndOfMap(engine, job), CancellationToken.None).ConfigureAwait(false);
        ThrowIfFailed(job);
    }

    private static void RunUntilDone(PoolEngine engine, Job job)
    {
        try
        {
            engine.Driver.RunUntilDone(job);
        }
        catch (Exception error)
        {
            // The call is refused, or a fault of the pool itself: the job must not block the pool for ever.
            engine.Cancel(job, error);
            throw;
        }
    }

    private void EndOfMap(PoolEngine engine, Job job)
    {
        if (Options.KeepAlive) return;
        try
        {
            engine.EndWorkers(CancellationToken.None);
        }
        catch (Exception) when (job.Failure is not null)
        {
            // An exit hook failed too, but the map's own failure is what the caller must see.
        }
    }

    private CancellationTokenRegistration CancelWith(Job job, CancellationToken cancellationToken)
    {
        var engine = Engine;
        return cancellationToken.CanBeCanceled
            ? cancellationToken.UnsafeRegister((_, token) => engine.Cancel(job, new OperationCanceledException(token)), null)
            : default;
    }

    private static void ThrowIfFailed(Job job)
    {
        if (job.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    private sealed record Request<T, TResult>(
        TaskFunction<TWorker, T, TResult> Task, InputSource<T> Input, ChunkReader<T> Reader, MapOptions Options, ChunkPlan Plan, byte[]? Written, string Call);
}
