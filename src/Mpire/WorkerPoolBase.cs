using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

/// <summary>What all pools can do. Use <see cref="WorkerPool"/>, or what its <c>Share</c> and <c>WithState</c> return.</summary>
/// <typeparam name="TWorker">What tasks get as their worker: it says which of shared objects and state there are.</typeparam>
/// <remarks>
/// A pool runs one map at a time, and any number of <c>Apply</c> calls beside it. Workers are started when work comes, no more than there are
/// chunks, and live until the pool is stopped (see <see cref="WorkerPoolOptions.KeepAlive"/>). All members may be called from any thread.
/// </remarks>
public abstract partial class WorkerPoolBase<TWorker> : IDisposable, IAsyncDisposable
    where TWorker : Worker
{
    private readonly PoolEngine _engine;

    private protected WorkerPoolBase(PoolEngine engine, WorkerProgram program, SharedObjects? shared)
    {
        try
        {
            engine.SetSetup(program, shared);
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        _engine = engine;
    }

    /// <summary>Ends the workers of a pool that nobody disposed, when it cannot be reached any more. To be relied on by nobody: dispose pools.</summary>
    ~WorkerPoolBase()
    {
        // One whose construction has failed has no engine.
        if (_engine is not null) Abandonment.Abandon(_engine);
    }

    /// <summary>The options that the pool was made with.</summary>
    public WorkerPoolOptions Options => _engine.Options;

    private protected PoolEngine Engine => _engine;

    /// <summary>Lets work that was begun end, then lets every worker run its exit hook and end, and waits for all of that. Calls that come
    /// meanwhile are refused. After that the pool can be used again: new workers are started when work comes.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the workers.</param>
    /// <remarks>MPIRE's <c>stop_and_join</c>. A failing exit hook is thrown here.</remarks>
    /// <exception cref="InvalidOperationException">It would wait for its own caller: called from within the loop that reads a lazy map, or while an
    /// asynchronous one is read.</exception>
    public void Stop(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfReading(nameof(Stop));
        Engine.Stop(cancellationToken);
    }

    /// <summary>As <see cref="Stop"/>, without blocking the caller.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the workers.</param>
    /// <returns>Completes when all workers are gone.</returns>
    /// <exception cref="InvalidOperationException">It would wait for its own caller, as with <see cref="Stop"/>.</exception>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfReading(nameof(StopAsync));
        await Engine.StopAsync(blocks: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="Stop"/>, and gives what the exit hooks returned.</summary>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <param name="cancellationToken">Ends the waiting, not the workers.</param>
    /// <returns>One entry per worker that has ended since the pool last had no workers, in no order; empty without an exit hook.</returns>
    /// <exception cref="InvalidCastException">The exit hook returned another type; the message names both.</exception>
    /// <exception cref="InvalidOperationException">It would wait for its own caller, as with <see cref="Stop"/>.</exception>
    public IReadOnlyList<TExit> Stop<TExit>(CancellationToken cancellationToken = default)
    {
        Stop(cancellationToken);
        return GetExitResults<TExit>();
    }

    /// <summary>As <see cref="Stop{TExit}"/>, without blocking the caller.</summary>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <param name="cancellationToken">Ends the waiting, not the workers.</param>
    /// <returns>One entry per worker that has ended since the pool last had no workers, in no order; empty without an exit hook.</returns>
    /// <exception cref="InvalidCastException">The exit hook returned another type; the message names both.</exception>
    /// <exception cref="InvalidOperationException">It would wait for its own caller, as with <see cref="Stop"/>.</exception>
    public async Task<IReadOnlyList<TExit>> StopAsync<TExit>(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        return GetExitResults<TExit>();
    }

    /// <summary>Ends everything now: running calls end as cancelled, workers are killed, exit hooks do not run. The pool can be used again.</summary>
    /// <remarks>MPIRE's <c>terminate</c>. Worker threads cannot be killed: one that is in a task ends after it, unseen.</remarks>
    public void Terminate() => Engine.Terminate(null);

    /// <summary>As <see cref="Terminate"/>, without blocking the caller.</summary>
    /// <returns>Completes when all workers are gone, or after <see cref="WorkerPoolOptions.TerminateTimeout"/>.</returns>
    public Task TerminateAsync() => Engine.TerminateAsync(null, blocks: false);

    /// <summary>
    /// Ends the pool. Idle workers run their exit hook, if there is one, and end; where work is still running it ends as with
    /// <see cref="Terminate"/>, and its callers get an <see cref="ObjectDisposedException"/>. Takes at most
    /// twice <see cref="WorkerPoolOptions.TerminateTimeout"/>. An exit hook that fails here is told by the event source <c>Mpire</c> alone;
    /// <see cref="Stop"/> throws.
    /// </summary>
    public void Dispose()
    {
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the pool after its running work has ended and the workers have run their exit hooks.</summary>
    /// <returns>Completes when all workers are gone.</returns>
    public async ValueTask DisposeAsync()
    {
        await _engine.StopAndDisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>What exit hooks returned, one entry per worker that has ended since the pool last had no workers; in no order.</summary>
    /// <typeparam name="TExit">What the exit hook returns.</typeparam>
    /// <returns>Empty without an exit hook and before workers end: call <see cref="Stop"/> first.</returns>
    /// <exception cref="InvalidCastException">The exit hook returned another type; the message names both.</exception>
    public IReadOnlyList<TExit> GetExitResults<TExit>()
    {
        Engine.ThrowIfForeign();
        lock (Engine.Gate)
        {
            return _engine.ExitResults.ConvertAll(result => result switch
            {
                TExit typed => typed,
                null when default(TExit) is null => default!,
                _ => throw new InvalidCastException(
                    $"The exit hook returned {result?.GetType().ToString() ?? "null"}, which is no {typeof(TExit)}. Ask for the hook's own type."),
            });
        }
    }
}
