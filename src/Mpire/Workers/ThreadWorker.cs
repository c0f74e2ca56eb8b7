using System.Collections.Concurrent;

namespace Mpire.Workers;

/// <summary>The life of a worker thread: the same conversation as <see cref="WorkerLoop"/>'s, with objects for messages.</summary>
/// <remarks>A thread cannot be ended from outside: <see cref="Abandon"/> lets it finish its task unheard.</remarks>
internal sealed class ThreadWorker : IDisposable
{
    [ThreadStatic]
    private static object? _poolOfThisThread;

    private readonly ConcurrentQueue<(ChunkWork? Work, ChunkLabel Label)> _inbox = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly WorkerSession _session;
    private readonly WorkerProgram _program;
    private readonly SharedObjects? _shared;
    private readonly ThreadPort _port;
    private readonly WorkerContext _context = new(hasProcess: false);
    private readonly Action<Thread> _prepare;
    private readonly object _keepAlive;
    private readonly object _pool;
    private volatile bool _abandoned;

    /// <param name="pool">Whose worker it is.</param>
    /// <param name="session">What the worker knows about itself.</param>
    /// <param name="program">Hooks; used as they are, not copied.</param>
    /// <param name="shared">The caller's own shared objects.</param>
    /// <param name="wake">Wakes whoever waits for answers.</param>
    /// <param name="prepare">Runs on the new thread first (processor set).</param>
    /// <param name="keepAlive">Owner of the session's board: must live as long as the thread, which may outlive the pool.</param>
    public ThreadWorker(
        object pool, WorkerSession session, WorkerProgram program, SharedObjects? shared, Action wake, Action<Thread> prepare, object keepAlive)
    {
        (_pool, _session, _program, _shared, _prepare, _keepAlive) = (pool, session, program, shared, prepare, keepAlive);
        _port = new ThreadPort(wake);
        new Thread(Run) { IsBackground = true, Name = $"Worker-{session.WorkerId}" }.UnsafeStart();
    }

    public WorkerSession Session => _session;

    /// <summary>Whether the calling thread is a worker of this pool, so that a task of it is what calls.</summary>
    public static bool IsOf(object pool) => _poolOfThisThread == pool;

    /// <summary>Whether the thread has ended and every answer was taken.</summary>
    public bool IsGone => _port.HasEnded && _port.Answers.IsEmpty;

    public void Post(ChunkWork work, in ChunkLabel label)
    {
        _inbox.Enqueue((work, label));
        _news.Release();
    }

    /// <summary>Asks the worker to run its exit hook and end, after everything posted before.</summary>
    public void PostStop()
    {
        _inbox.Enqueue((null, default));
        _news.Release();
    }

    public bool TryReceive(out ThreadAnswer answer) => _port.Answers.TryDequeue(out answer);

    /// <summary>Stops listening to the worker. It ends after the task that runs, at the latest.</summary>
    public void Abandon()
    {
        _abandoned = true;
        PostStop();
    }

    /// <summary>Same as <see cref="Abandon"/>.</summary>
    public void Dispose() => Abandon();

    private void Run()
    {
        _poolOfThisThread = _pool;
        Work();
        _session.End();
        GC.KeepAlive(_keepAlive);
    }

    private void Work()
    {
        try
        {
            _prepare(Thread.CurrentThread);
            _session.Worker = _program.CreateWorker(_session, _shared);
        }
        catch (Exception error)
        {
            _port.End(new ThreadAnswer(ThreadAnswerKind.SetupFailed) { Error = error });
            return;
        }

        while (true)
        {
            _news.Wait();
            if (_abandoned || !_inbox.TryDequeue(out var next) || next.Work is null) break;
            if (_session.Board.TryClaim(next.Label.Number) && !RunChunk(next.Work, next.Label)) return;
        }

        Stop();
    }

    private bool RunChunk(ChunkWork work, in ChunkLabel label)
    {
        if (!_session.HasWorked)
        {
            _session.HasWorked = true;
            try
            {
                _session.InPhase(WorkerPhase.Init);
                _context.Init(work.Context, _program, _session.Worker!);
                _session.InPhase(WorkerPhase.Work);
            }
            catch (Exception error)
            {
                _port.End(new ThreadAnswer(ThreadAnswerKind.InitFailed) { Error = error });
                return false;
            }
        }

        _context.Enter(work.Context);
        _session.BeginChunk(label.Number);
        work.Run(_session, _port, label);
        _session.EndChunk();
        return true;
    }

    private void Stop()
    {
        var answer = new ThreadAnswer(ThreadAnswerKind.Exited);
        try
        {
            if (!_abandoned && _session.HasWorked && _program.HasExit)
            {
                _session.InPhase(WorkerPhase.Exit);
                _context.Exit();
                if (_program.Exit(_session.Worker!) is not NoResult and var result)
                    answer = new ThreadAnswer(ThreadAnswerKind.Exited) { HasResult = true, Result = result };
            }
        }
        catch (Exception error)
        {
            answer = new ThreadAnswer(ThreadAnswerKind.ExitFailed) { Error = error };
        }

        _port.End(answer);
    }

    private sealed class ThreadPort(Action wake) : ResultPort
    {
        private volatile bool _ended;

        public ConcurrentQueue<ThreadAnswer> Answers { get; } = new();

        public bool HasEnded => _ended;

        public override bool CopiesResults => false;

        public override UnsentResult? Deliver(in ChunkLabel chunk, ResultBlock block, int from, int to, bool last, long ticks)
        {
            Post(new ThreadAnswer(ThreadAnswerKind.Results) { Chunk = chunk, Block = block, From = from, To = to, Last = last, Ticks = ticks });
            return null;
        }

        public override void Failed(in ChunkLabel chunk, int offset, Exception error, bool goesOn = false) =>
            Post(new ThreadAnswer(ThreadAnswerKind.TaskFailed) { Chunk = chunk, From = offset, Last = !goesOn, Error = error });

        public override void Stopped(in ChunkLabel chunk) => Post(new ThreadAnswer(ThreadAnswerKind.ChunkStopped) { Chunk = chunk });

        public void End(in ThreadAnswer answer)
        {
            Answers.Enqueue(answer);
            _ended = true;
            wake();
        }

        private void Post(in ThreadAnswer answer)
        {
            Answers.Enqueue(answer);
            wake();
        }
    }
}
