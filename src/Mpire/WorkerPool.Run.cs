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
        var request = Check(task, input, options, call);
        Prepare(request);
        var sink = new ArraySink<TResult>(request.Reader.Length, ordered);
        RunToEnd(request, sink, cancellationToken);
        return sink.ToArray();
    }

    private void RunForEach<T>(
        TaskFunction<TWorker, T, NoResult> task,
        InputSource<T> input,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        var request = Check(task, input, options, call, mayLackResults: true);
        Prepare(request);
        RunToEnd(request, new NoSink<NoResult>(), cancellationToken);
    }

    private Task<TResult[]> RunMapAsync<T, TResult>(
        TaskFunction<TWorker, T, TResult> task,
        InputSource<T> input,
        bool ordered,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        var request = Check(task, input, options, call);
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
        RunToEndAsync(Check(task, input, options, call, mayLackResults: true), new NoSink<NoResult>(), cancellationToken);

    private TResult RunApply<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, T argument, CancellationToken cancellationToken, [CallerMemberName] string call = "")
    {
        TaskResults.RefuseType(task, call);
        var engine = Engine;
        var sink = new SingleSink<TResult>();
        var job = OpenCall(task, argument, sink, isAsync: false, call, cancellationToken, out var read);
        engine.SendAsync(job, read, blocks: true, cancellationToken).GetAwaiter().GetResult();
        using var cancel = engine.CancelWith(job, cancellationToken);
        RunUntilDone(engine, job);
        GC.KeepAlive(this);
        ThrowIfFailed(job);
        return sink.Result;
    }

    private Task<TResult> RunApplyAsync<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, T argument, CancellationToken cancellationToken, [CallerMemberName] string call = "")
    {
        TaskResults.RefuseType(task, call);
        var engine = Engine;
        var sink = new SingleSink<TResult>();
        Job job;
        ReadChunk read;
        try
        {
            // On the caller's thread: what the call was given is written as it is now.
            job = OpenCall(task, argument, sink, isAsync: true, call, cancellationToken, out read);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }
        catch (Exception error)
        {
            return Task.FromException<TResult>(error);
        }

        return Await(job, sink, engine.SendAsync(job, read, blocks: false, cancellationToken), engine.CancelWith(job, cancellationToken));

        // Without a reference to the pool: whoever keeps the task of a call that has ended would keep its workers.
        static async Task<TResult> Await(Job job, SingleSink<TResult> sink, Task sent, CancellationTokenRegistration cancel)
        {
            await using (cancel.ConfigureAwait(false))
            {
                await sent.ConfigureAwait(false);
                await job.Completion.ConfigureAwait(false);
            }

            ThrowIfFailed(job);
            return sink.Result;
        }
    }

    // What is wrong with the arguments themselves.
    private Request<T, TResult> Check<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, InputSource<T> input, MapOptions? options, string call, bool mayLackResults = false)
    {
        var checkedOptions = MapChecks.Check(options);
        if (!mayLackResults) Outcomes.RefuseIfHomeless<TResult>(checkedOptions, call);
        TaskResults.RefuseType(task, call);
        var reader = input.Open(checkedOptions.Length);
        return new Request<T, TResult>(task, input, reader, checkedOptions, PlanOf(reader.Length, checkedOptions), call);
    }

    // Writes the function, and starts workers while it does if that is certain to be needed.
    private void Prepare<T, TResult>(Request<T, TResult> request)
    {
        var engine = Engine;
        engine.ThrowIfUnusable(request.Call);
        var chunks = (request.Input.IsInMemory ? request.Plan.ChunkCount : null) ?? 0;
        if (!engine.UsesThreads) ProcessState.Look(engine, request.Task.Task, request.Call);
        if (engine.ExpectsFunctions)
        {
            request.Written = engine.Write(request.Task, isMap: true);
            engine.StartAhead(chunks, (WrittenFunctions.KindOf(request.Task), request.Written));
            return;
        }

        // What cannot be refused, nor turn out to be empty, needs its workers for certain.
        if (WrittenFunctions.IsConstant(request.Task.Task)) engine.StartAhead(chunks);
        request.Written = engine.UsesThreads ? null : engine.Write(request.Task, isMap: true);
    }

    private static byte[] Write(PoolEngine engine, TaskFunction task, string call, bool isMap)
    {
        ProcessState.Look(engine, task.Task, call);
        return engine.Write(task, isMap);
    }

    private ChunkPlan PlanOf(long? length, MapOptions options)
    {
        var plan = new ChunkPlan(length, Options.Workers, options.ChunkSize, options.Splits, options.WorkerLifespan);
        return plan.IsAutomatic && plan.ChunkSize > LongestAutomaticChunk
            ? new ChunkPlan(length, Options.Workers, LongestAutomaticChunk, null, options.WorkerLifespan)
            : plan;
    }

    private Job<TWorker, T, TResult> NewJob<T, TResult>(Request<T, TResult> request, ResultSink<TResult> sink, bool isAsync, Action? onDone = null)
    {
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
            TaskTimeout = Limit(options.TaskTimeout ?? Options.TaskTimeout),
            Failures = options.Failures,
            MayBeCut = plan.IsAutomatic && !Options.OrderTasks,
            EndsAt = request.Input.IsInMemory ? request.Reader.Length : null,
            OnDone = onDone,
        };
        job.Feeder = new Feeder(Engine, job, request.Input.IsInMemory, request.Input.IsAsync);
        return job;
    }

    private Job<TWorker, T, TResult> OpenCall<T, TResult>(
        TaskFunction<TWorker, T, TResult> task, T argument, SingleSink<TResult> sink, bool isAsync, string call, CancellationToken cancellationToken, out ReadChunk read)
    {
        var engine = Engine;
        engine.ThrowIfUnusable(null);
        cancellationToken.ThrowIfCancellationRequested();
        var written = engine.UsesThreads ? null : Write(engine, task, call, isMap: false);
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
            TaskTimeout = Limit(Options.TaskTimeout),
            Backpressure = new Backpressure(1, 1),
        };
        engine.Open(job, written);
        try
        {
            read = job.Read(1, engine.Codec);
            return job;
        }
        catch (Exception error)
        {
            engine.Cancel(job, error);
            throw;
        }
    }

    private void RunToEnd<T, TResult>(Request<T, TResult> request, ResultSink<TResult> sink, CancellationToken cancellationToken)
    {
        var engine = Engine;
        var job = NewJob(request, sink, isAsync: false);
        engine.BeginMap(job, request.Written, cancellationToken);
        using (engine.CancelWith(job, cancellationToken))
        {
            RunUntilDone(engine, job);
        }

        job.Feeder!.Finish();
        engine.EndOfMapAsync(job, blocks: true).GetAwaiter().GetResult();
        GC.KeepAlive(this);
        ThrowIfFailed(job);
    }

    private Task RunToEndAsync<T, TResult>(Request<T, TResult> request, ResultSink<TResult> sink, CancellationToken cancellationToken)
    {
        var job = NewJob(request, sink, isAsync: true);
        return Await(job, Engine.RunMapAsync(job, request.Write, cancellationToken));

        static async Task Await(Job job, Task run)
        {
            await run.ConfigureAwait(false);
            ThrowIfFailed(job);
        }
    }

    private static TimeSpan? Limit(TimeSpan? limit) => limit == Timeout.InfiniteTimeSpan ? null : limit;

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

    private static void ThrowIfFailed(Job job)
    {
        if (job.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    private sealed record Request<T, TResult>(
        TaskFunction<TWorker, T, TResult> Task, InputSource<T> Input, ChunkReader<T> Reader, MapOptions Options, ChunkPlan Plan, string Call)
    {
        /// <summary>The function as worker processes read it, once it is written.</summary>
        public byte[]? Written { get; set; }

        /// <summary>Writes the function.</summary>
        public (object Kind, byte[] Bytes) Write(PoolEngine engine) => (WrittenFunctions.KindOf(Task), WorkerPoolBase<TWorker>.Write(engine, Task, Call, isMap: true));
    }
}
