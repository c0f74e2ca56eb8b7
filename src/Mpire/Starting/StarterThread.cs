using System.Runtime.ExceptionServices;

namespace Mpire.Starting;

/// <summary>
/// The one thread of this process on which workers are created. On Linux the signal that a worker asked for at its parent's death is sent when
/// the creating <em>thread</em> ends, so that thread must live as long as the process; and a processor mask can be set on it for the worker to
/// inherit without disturbing any other thread.
/// </summary>
internal static class StarterThread
{
    private const int MostPosted = 16;

    private static Lock _gate = new();
    private static Queue<Action> _works = new();
    private static SemaphoreSlim _waiting = new(0);

    // What is asked for and not made yet holds descriptors.
    private static SemaphoreSlim _room = new(MostPosted);
    private static Thread? _thread;

    /// <summary>In a copy of this process: the thread was not copied, and what it waited for would go on waking it.</summary>
    public static void Forget() => (_thread, _gate, _works, _waiting, _room) = (null, new(), new(), new(0), new(MostPosted));

    /// <summary>Runs the work there and waits for it.</summary>
    public static void Run(Action work)
    {
        using var request = new Request(work);
        Add(request.Execute);
        request.Wait();
    }

    /// <summary>Runs the work there and does not wait for it, unless very much is waiting already.</summary>
    /// <param name="work">Deals with its own failures.</param>
    public static void Post(Action work)
    {
        _room.Wait();
        try
        {
            Add(() =>
            {
                _room.Release();
                work();
            });
        }
        catch
        {
            _room.Release();
            throw;
        }
    }

    private static void Add(Action work)
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                var thread = new Thread(Serve, 256 * 1024) { IsBackground = true, Name = "Mpire starter" };
                thread.UnsafeStart();
                _thread = thread;
            }

            _works.Enqueue(work);
        }

        _waiting.Release();
    }

    private static void Serve()
    {
        while (true)
        {
            _waiting.Wait();
            Action work;
            lock (_gate) work = _works.Dequeue();
            work();
        }
    }

    private sealed class Request(Action work) : IDisposable
    {
        private readonly ManualResetEventSlim _done = new();
        private ExceptionDispatchInfo? _failure;

        public void Execute()
        {
            try
            {
                work();
            }
            catch (Exception failure)
            {
                // Belongs to whoever asked for the work and waits for it.
                _failure = ExceptionDispatchInfo.Capture(failure);
            }

            _done.Set();
        }

        public void Wait()
        {
            _done.Wait();
            _failure?.Throw();
        }

        public void Dispose() => _done.Dispose();
    }
}
