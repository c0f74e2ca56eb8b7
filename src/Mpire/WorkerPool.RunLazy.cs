using System.Runtime.CompilerServices;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

// Lazy results: the reader of results drives.
public abstract partial class WorkerPoolBase<TWorker>
{
    private IEnumerable<TResult> RunLazy<T, TResult>(
        TaskFunction<TWorker, T, TResult> task,
        InputSource<T> input,
        bool ordered,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        CheckLazy(task, options, call);
        return Read();

        IEnumerable<TResult> Read()
        {
            var engine = Engine;
            var request = Check(task, input, options, call);
            Prepare(request);
            var sink = new StreamSink<TResult>(ordered);
            var job = NewJob(request, sink, isAsync: false);
            engine.BeginMap(job, request.Written, cancellationToken);
            using var cancel = engine.CancelWith(job, cancellationToken);
            try
            {
                while (true)
                {
                    if (sink.TryTake(out var results))
                    {
                        job.ReaderThread = Environment.CurrentManagedThreadId;
                        for (var i = 0; i < results.Length; i++) yield return results.Span[i];
                        engine.Consumed(job, results.Length);
                    }
                    else if (job.IsDone && !sink.HasResults)
                    {
                        break;
                    }
                    else
                    {
                        engine.Driver.RunUntil(() => job.IsDone || sink.HasResults, CancellationToken.None);
                    }
                }
            }
            finally
            {
                Leave(engine, job);
            }

            ThrowIfFailed(job);
        }
    }

    private IAsyncEnumerable<TResult> RunLazyAsync<T, TResult>(
        TaskFunction<TWorker, T, TResult> task,
        InputSource<T> input,
        bool ordered,
        MapOptions? options,
        CancellationToken cancellationToken,
        [CallerMemberName] string call = "")
    {
        CheckLazy(task, options, call);
        return Read(cancellationToken);

        async IAsyncEnumerable<TResult> Read(CancellationToken given, [EnumeratorCancellation] CancellationToken fromReader = default)
        {
            var engine = Engine;
            var request = Check(task, input, options, call);
            var news = new JobSignal();
            var sink = new StreamSink<TResult>(ordered, news.Release);
            given.ThrowIfCancellationRequested();
            var job = NewJob(request, sink, isAsync: true, news.Release);
            await engine.BeginMapAsync(job, request.Write, fromReader).ConfigureAwait(false);
            try
            {
                // Not one source linked to both: the exception carries the caller's own token.
                await using var cancel = engine.CancelWith(job, given).ConfigureAwait(false);
                await using var cancelReading = engine.CancelWith(job, fromReader).ConfigureAwait(false);
                while (true)
                {
                    if (sink.TryTake(out var results))
                    {
                        for (var i = 0; i < results.Length; i++) yield return results.Span[i];
                        engine.Consumed(job, results.Length);
                    }
                    else if (job.IsDone && !sink.HasResults)
                    {
                        break;
                    }
                    else
                    {
                        await news.WaitAsync().ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                engine.Cancel(job, LeftEarly());
                await job.Completion.ConfigureAwait(false);
                await job.Feeder!.FinishAsync().ConfigureAwait(false);
                await engine.EndOfMapAsync(job, blocks: false).ConfigureAwait(false);
            }

            ThrowIfFailed(job);
        }
    }

    // What can be refused is refused at the call, not at the first result.
    private void CheckLazy<T, TResult>(TaskFunction<TWorker, T, TResult> task, MapOptions? options, string call)
    {
        var engine = Engine;
        Outcomes.RefuseIfHomeless<TResult>(MapChecks.Check(options), call);
        TaskResults.RefuseType(task, call);
        engine.ThrowIfDisposed();
        if (!engine.UsesThreads) Write(engine, task, call, isMap: true);
    }

    private static void Leave(PoolEngine engine, Job job)
    {
        engine.Cancel(job, LeftEarly());
        engine.Driver.RunUntil(() => job.IsDone, CancellationToken.None);
        job.Feeder!.Finish();
        engine.EndOfMapAsync(job, blocks: true).GetAwaiter().GetResult();
    }

    private static OperationCanceledException LeftEarly() => new("The results were not read to their end.");
}
