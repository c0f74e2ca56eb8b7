using Mpire.Workers;

namespace Mpire;

public abstract partial class WorkerPoolBase<TWorker>
{
    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<TResult>(Func<TResult> task, CancellationToken cancellationToken = default) =>
        RunApply(new CallFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<TResult>(Func<TWorker, TResult> task, CancellationToken cancellationToken = default) =>
        RunApply(new CallWorkerFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker; awaited there.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<TResult>(Func<Task<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApply(new CallAsyncFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T, TResult>(Func<T, TResult> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(new PlainFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker; awaited there.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T, TResult>(Func<T, Task<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApply(new AsyncFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="argument1">Its first argument.</param>
    /// <param name="argument2">Its second argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T1, T2, TResult>(Func<T1, T2, TResult> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApply(new StarFunction<TWorker, T1, T2, TResult>(task), (argument1, argument2), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="T3">The third argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="argument1">Its first argument.</param>
    /// <param name="argument2">Its second argument.</param>
    /// <param name="argument3">Its third argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TResult Apply<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApply(new StarFunction<TWorker, T1, T2, T3, TResult>(task), (argument1, argument2, argument3), cancellationToken);

    /// <summary>Runs one call in a worker and waits for it. Same as ApplyAsync, waited for.</summary>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public void Apply(Action task, CancellationToken cancellationToken = default) =>
        RunApply(new CallAction<TWorker>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<TResult>(Func<TResult> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<TResult>(Func<TWorker, TResult> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallWorkerFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker; awaited there.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<TResult>(Func<Task<TResult>> task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallAsyncFunction<TWorker, TResult>(task), default(NoArgument), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T, TResult>(Func<T, TResult> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new PlainFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker; awaited there.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T, TResult>(Func<T, Task<TResult>> task, T argument, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new AsyncFunction<TWorker, T, TResult>(task), argument, cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="argument1">Its first argument.</param>
    /// <param name="argument2">Its second argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T1, T2, TResult>(Func<T1, T2, TResult> task, T1 argument1, T2 argument2, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarFunction<TWorker, T1, T2, TResult>(task), (argument1, argument2), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="T3">The third argument's type.</typeparam>
    /// <typeparam name="TResult">The results' type.</typeparam>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="argument1">Its first argument.</param>
    /// <param name="argument2">Its second argument.</param>
    /// <param name="argument3">Its third argument.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>What the task returned, or its failure, which touches no other call.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> task, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new StarFunction<TWorker, T1, T2, T3, TResult>(task), (argument1, argument2, argument3), cancellationToken);

    /// <summary>Runs one call in a worker, beside whatever else the pool does; calls run side by side, as many as there are workers.</summary>
    /// <param name="task">Runs once, in a worker.</param>
    /// <param name="cancellationToken">Ends the call: not begun, it is dropped; running, it gets the pool's grace period.</param>
    /// <returns>Completes when the call has run.</returns>
    /// <exception cref="SerializationException">The task, something it captured or an argument cannot travel to a worker process.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public Task ApplyAsync(Action task, CancellationToken cancellationToken = default) =>
        RunApplyAsync(new CallAction<TWorker>(task), default(NoArgument), cancellationToken);
}
