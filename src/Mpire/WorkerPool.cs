using System.Diagnostics.CodeAnalysis;
using Mpire.Engine;
using Mpire.Workers;

namespace Mpire;

/// <summary>
/// A pool of worker processes (or threads) that run functions over items: <c>pool.Map(x =&gt; x * x, numbers)</c>. Workers are the program
/// itself, started a second time without its <c>Main</c>; lambdas and what they captured travel to them.
/// </summary>
/// <remarks>MPIRE's <c>WorkerPool</c>. See <see cref="WorkerPoolBase{TWorker}"/> for what it can do.</remarks>
[RequiresUnreferencedCode(Portability.Trimming)]
[RequiresDynamicCode(Portability.AheadOfTime)]
public sealed class WorkerPool : WorkerPoolBase<Worker>
{
    /// <summary>Makes a pool. Workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <param name="workers">Number of workers; <see langword="null"/> for one per processor.</param>
    /// <param name="startMethod">How workers come to life.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is less than 1.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool(int? workers = null, StartMethod startMethod = StartMethod.Default)
        : this(new WorkerPoolOptions { Workers = workers ?? Environment.ProcessorCount, StartMethod = startMethod })
    {
    }

    /// <summary>Makes a pool. Workers start with the first work; with <see cref="StartMethod.ForkServer"/> their server starts now.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">An option cannot work; the message names it.</exception>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work in this program; the message says why.</exception>
    public WorkerPool(WorkerPoolOptions options)
        : this(MapChecks.Check(options), null, null)
    {
    }

    internal WorkerPool(WorkerPoolOptions options, Action<Worker>? init, Func<Worker, object?>? exit)
        : base(new PoolEngine(options), new PlainProgram(init, exit) { Serializer = options.Serializer }, null)
    {
    }

    /// <summary>Begins a pool with shared objects, worker state or hooks: <c>WorkerPool.Create(workers: 4).Share(dataset).Build()</c>.</summary>
    /// <param name="workers">Number of workers; <see langword="null"/> for one per processor.</param>
    /// <param name="startMethod">How workers come to life.</param>
    /// <returns>The first step.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is less than 1.</exception>
    public static WorkerPoolBuilder Create(int? workers = null, StartMethod startMethod = StartMethod.Default) =>
        Create(new WorkerPoolOptions { Workers = workers ?? Environment.ProcessorCount, StartMethod = startMethod });

    /// <summary>Begins a pool with shared objects, worker state or hooks.</summary>
    /// <param name="options">How it works.</param>
    /// <returns>The first step.</returns>
    /// <exception cref="ArgumentException">An option cannot work; the message names it.</exception>
    public static WorkerPoolBuilder Create(WorkerPoolOptions options) => new(options);
}
