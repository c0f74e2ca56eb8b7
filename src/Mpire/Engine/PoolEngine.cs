using Mpire.Serialization;
using Mpire.Starting;
using Mpire.Transport;
using Mpire.Workers;

namespace Mpire.Engine;

/// <summary>
/// What stands behind a pool, whatever its types: the open jobs, the workers, and the books about which of them has what.
/// </summary>
/// <remarks>
/// <code>
///   feeder (reads the input, one per job)        reader of results
///        | chunks                                     ^
///        v                                            |
///   jobs' lines --- Dispatcher (under the gate) --&gt; workers --- WorkerEvents (driver's thread) ---+
/// </code>
/// Two rights are kept apart. The <see cref="Gate"/> guards the books and sending; it is held for moments and never while user code runs. The
/// right to receive belongs to whoever drives the pool (see <see cref="Driver"/>): the caller that waits, or the pool's own thread.
/// </remarks>
internal sealed partial class PoolEngine : IDisposable
{
    // Beyond this many, processes that spin only take the processor from those that work (shown in the transport's measurements).
    private static readonly int MostSpinners = 2 * Environment.ProcessorCount;

    private readonly IWorkerStarter? _starter;
    private readonly List<Job> _jobs = [];
    private Job? _map;
    private int _asyncJobs;
    private int _stopping;
    private bool _disposed;

    /// <param name="options">Checked options.</param>
    /// <param name="starter">How processes are started, if not as the options say; owned.</param>
    /// <exception cref="StartMethodNotSupportedException">The start method cannot work here.</exception>
    /// <exception cref="WorkerStartException">The system has no room for what a pool needs at least.</exception>
    public PoolEngine(WorkerPoolOptions options, IWorkerStarter? starter = null)
    {
        Options = options;
        UsesThreads = StartMethods.Resolve(options.StartMethod) == StartMethod.Threading;
        _starter = UsesThreads
            ? null
            : starter ?? WorkerStarters.Create(options.StartMethod, options.PortableTransport, options.Environment ?? NoVariables, options.CpuIds?.Common, options.Profile);
        Functions = new FunctionTable(looksForChanges: options.LostChanges != LostChanges.Ignore);
        Changes = new ChangeReports(this);
        Contexts = new CallContexts(UsesThreads);
        WaitSet? waits = null;
        Refusable(() => waits = _starter?.CreateWaitSet());
        Waits = waits ?? new SignalWaitSet();
        Slots = new WorkerSlot[options.Workers];
        for (var id = 0; id < Slots.Length; id++) Slots[id] = new WorkerSlot(id);
        if (options.Workers + 1 > MostSpinners) Waits.SpinMicroseconds = 0;
        Dispatcher = new Dispatcher(this);
        Events = new WorkerEvents(this);
        Departures = new Departures(this);
        Deaths = new Deaths(this);
        Failures = new Failures(this);
        Limits = new Limits(this);
        Driver = new Driver(this);
        Abandonment.Watch(this);
    }

    public Lock Gate { get; } = new();

    /// <summary>The pool's number in events.</summary>
    public int Number { get; } = PoolEventSource.NextPool();

    public WorkerPoolOptions Options { get; }

    public bool UsesThreads { get; }

    public WaitSet Waits { get; }

    public WorkerSlot[] Slots { get; }

    public IReadOnlyList<Job> Jobs => _jobs;

    /// <summary>The map that runs. Read without the gate by the driver.</summary>
    public Job? Map => Volatile.Read(ref _map);

    /// <summary>How many jobs there have been.</summary>
    public long JobsOpened { get; private set; }

    /// <summary>Threads for inputs that may block.</summary>
    public FeederThreads FeederThreads { get; } = new();

    /// <summary>How many open jobs have nobody who drives while waiting. Read without the gate.</summary>
    public int AsyncJobs => Volatile.Read(ref _asyncJobs);

    public Dispatcher Dispatcher { get; }

    public WorkerEvents Events { get; }

    public Departures Departures { get; }

    /// <summary>What becomes of the work of workers that have died.</summary>
    public Deaths Deaths { get; }

    /// <summary>What becomes of tasks that have failed.</summary>
    public Failures Failures { get; }

    public Limits Limits { get; }

    /// <summary>How many open jobs have a limit for their tasks. Read without the gate by the driver.</summary>
    public int LimitedJobs { get; private set; }

    /// <summary>The shortest of these limits, milliseconds. Read without the gate by the driver.</summary>
    public double ShortestLimit { get; private set; } = double.PositiveInfinity;

    public Driver Driver { get; }

    public FunctionTable Functions { get; }

    public ChangeReports Changes { get; }

    public CallContexts Contexts { get; }

    public PoolSetup? Setup { get; private set; }

    /// <summary>Whether workers can be born ready for a function, so that it is worth being written before they are started.</summary>
    public bool ExpectsFunctions => _starter is { TakesSetup: true };

    /// <summary>Links whose channels have yet to join the wait set; the driver sees to it.</summary>
    public List<WorkerSlot> NewWorkers { get; } = [];

    /// <summary>What exit hooks returned, since the pool last had no workers.</summary>
    public List<object?> ExitResults { get; } = [];

    /// <summary>The first failure of an exit hook that nobody was told of yet.</summary>
    public Exception? ExitFailure { get; set; }

    /// <summary>How chunks are written; <see langword="null"/> with threads, where they are not.</summary>
    public PayloadCodec? Codec => UsesThreads ? null : Setup!.Codec;

    /// <summary>Whether there are workers that can die by themselves.</summary>
    public bool HasProcesses => !UsesThreads && HasWorkers;

    public bool HasWorkers => Array.Exists(Slots, slot => slot.Link is not null);

    /// <summary>Sets what new workers are made of. Workers made of something else are replaced before the next call's first task.</summary>
    /// <exception cref="SerializationException">It cannot travel.</exception>
    public void SetSetup(WorkerProgram program, SharedObjects? shared)
    {
        ThrowIfForeign();
        var setup = new PoolSetup(this, program, shared, (Setup?.Version ?? 0) + 1);
        if (InheritsSetup) setup.Inherit();
        else if (!UsesThreads && setup.MayBeRefused) _ = setup.Written;
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(WorkerPool));
            if (_jobs.Count > 0)
                throw new InvalidOperationException($"The pool cannot be changed while {_jobs[0].Call} runs on it. Wait for it to end first.");

            // The old one is left to the collector: a worker that is still starting may be reading from its buffers.
            Setup = setup;
            if (_starter is not { TakesSetup: true } starter) return;
            Refusable(() =>
            {
                starter.Begin();

                // What there is to read takes time. A plain pool may still become one with something to read.
                if (setup.MayBeRefused) starter.TakeSetup(setup.Version, setup.Written.AsSequence(), setup.Shared is not null);
            });
        }
    }

    /// <summary>Takes a job on, on the thread that calls. Its first chunk comes from its feeder, or from the caller, when outdated workers are gone.</summary>
    /// <exception cref="InvalidOperationException">It is a map and another one runs.</exception>
    /// <exception cref="WorkerStartException">The system has no thread to give.</exception>
    public void Open(Job job, byte[]? function)
    {
        ThrowIfForeign();
        var needsThread = job.IsAsync || job.HoldsUntilRead;
        if (needsThread) Refusable(Driver.EnsureThread);
        job.Context = Contexts.OfCaller();
        lock (Gate)
        {
            ThrowIfUnusable(job.IsMap ? job.Call : null);
            if (function is not null)
            {
                Changes.ThrowIfKnown(job);
                job.Definition = ReferenceEquals(function, WrittenFunctions.Inherited) ? Inherit(job.Function) : Functions.Use(function);
                Changes.Begin(job);
            }

            if (job.IsMap) _map = job;
            _jobs.Add(job);
            job.Ordinal = ++JobsOpened;
            if (job.IsAsync) Volatile.Write(ref _asyncJobs, _asyncJobs + 1);
            if (job.TaskTimeout is not null) CountLimits();
            if (!HasWorkers) ExitResults.Clear();
        }

        PoolEventSource.Listened?.JobBegan(Number, job.Call);
        if (needsThread) Driver.CallThread();

        // Whoever drives may have fallen asleep when there was no limit to look after.
        if (job.TaskTimeout is not null) Driver.WakeOther();
    }

    /// <summary>What whoever still waits for a disposed pool gets.</summary>
    public static ObjectDisposedException NewDisposed() => new(typeof(WorkerPool).FullName);

    /// <summary>Refuses what can never begin.</summary>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, typeof(WorkerPool));

    /// <summary>Refuses calls in a copy of the pool's process. Asked before the gate is entered, which the copy finds held for ever by a thread that it lacks.</summary>
    public void ThrowIfForeign()
    {
        if (!Abandonment.IsForeign(this)) return;
        throw new InvalidOperationException(
            "The pool belongs to the process that this worker is a copy of, and cannot be used from here. Make a pool in the worker, by another start "
            + "method than Fork, or make the call where the pool is.");
    }

    /// <summary>Refuses calls that cannot begin now.</summary>
    public void ThrowIfUnusable(string? mapCall)
    {
        ThrowIfDisposed();

        // Work that was begun is let end, with what its input needs for that.
        if (_stopping > 0 && !Feeder.IsReadingFor(this))
            throw new InvalidOperationException($"{mapCall ?? "Apply"} cannot begin while the pool stops. Call it when Stop has returned: workers are started anew then.");
        if (mapCall is not null && _map is { } running)
        {
            throw new InvalidOperationException(
                $"{mapCall} cannot begin while {running.Call} runs on the same pool: a pool runs one map at a time. Wait for it (a lazy map ends when "
                + "its enumerator is disposed), use Apply for single calls, or use a second pool.");
        }
    }

    /// <summary>Begins a job's end, under the gate: what waits is dropped, what runs is cancelled.</summary>
    public void EndJob(Job job, Exception? failure, bool atOnce = false)
    {
        if (!job.BeginEnd(failure, atOnce ? Environment.TickCount64 : GraceFromNow())) return;
        foreach (var slot in Slots)
        {
            if (slot.Link is null || !slot.Queue.Exists(chunk => chunk.Job == job)) continue;

            // Chunks of other jobs come back too, and the worker says nothing about chunks that it has not begun.
            slot.TakeBackUnbegun();
            Dispatcher.LookAgain();
            if (slot.Queue.Count > 0 && slot.Queue[^1].Job == job) slot.Link.Cancel(slot.Queue[^1].Number);
        }

        job.Room.Release();
        FinishIfDone(job);
        Waits.Wake();
    }

    /// <summary>When what is asked to end now is made to: <see cref="Environment.TickCount64"/>.</summary>
    public long GraceFromNow() => FromNow(Options.CancellationGrace);

    // As Environment.TickCount64.
    private static long FromNow(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)time.TotalMilliseconds;

    /// <summary>Ends a job from outside: cancelled by its token, or not wanted any more.</summary>
    public void Cancel(Job job, Exception reason)
    {
        lock (Gate) EndJob(job, reason);
    }

    /// <summary>Ends every job with the same failure.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="last">Number of the last job that it concerns.</param>
    public void FailAll(Exception error, long last = long.MaxValue)
    {
        lock (Gate)
        {
            foreach (var job in _jobs.ToArray())
            {
                if (job.Ordinal <= last) EndJob(job, error);
            }
        }
    }

    /// <summary>A reader has used results that were held for it.</summary>
    public void Consumed(Job job, int results)
    {
        lock (Gate)
        {
            if (!job.IsOpen) return;
            job.Backpressure.Release(results);
            if (job.Feeder is { IsInMemory: false }) TellFeeder(job);
            else if (job.WantsInput) Driver.WakeOther();
        }
    }

    /// <summary>Lets a feeder that waits for room go on, under the gate, if it is worth it: waking it for every single result would cost more than the
    /// result.</summary>
    public void TellFeeder(Job job)
    {
        if (job.Feeder is { IsInMemory: false } && job.WantsInput && (job.Backpressure.IsQuarterFree || Dispatcher.HasIdleWorker)) job.Room.Release();
    }

    /// <summary>Closes the books of a job that has nothing left, under the gate.</summary>
    public void FinishIfDone(Job job)
    {
        if (!job.TryFinish()) return;
        _jobs.Remove(job);
        if (job.IsAsync) Volatile.Write(ref _asyncJobs, _asyncJobs - 1);
        if (job.TaskTimeout is not null) CountLimits();
        if (_map == job) _map = null;
        if (job.Definition is { } definition)
        {
            foreach (var function in Functions.Leave(definition))
            {
                Setup!.Inherited?.Functions.Remove(function);
                foreach (var slot in Slots) slot.Forget(function);
            }
        }

        PoolEventSource.Listened?.JobEnded(Number, job.Call, job.Failure?.Message ?? "");
        job.Announce();
        Driver.Announce(job);
    }

    private void CountLimits()
    {
        var limits = _jobs.FindAll(static job => job.TaskTimeout is not null);
        ShortestLimit = limits.Count == 0 ? double.PositiveInfinity : limits.Min(static job => job.TaskTimeout!.Value.TotalMilliseconds);
        LimitedJobs = limits.Count;
    }
}
