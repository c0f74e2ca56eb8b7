namespace Mpire.Engine;

/// <summary>Threads that read inputs. Reading may block for as long as the user's code likes, so it needs a thread; one is kept for the next map,
/// because starting one costs more than a small map.</summary>
internal sealed class FeederThreads : IDisposable
{
    // A pool that nobody disposed keeps no thread.
    private const int LongestIdle = 10_000;

    private readonly object _lock = new();
    private Action? _next;
    private bool _isOneIdle;
    private bool _disposed;

    /// <summary>Runs something that throws nothing on a thread of its own, with the context of the caller.</summary>
    /// <returns>Ends with it.</returns>
    public Task Run(Action work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture();
        Start(() =>
        {
            if (context is null) work();
            else ExecutionContext.Run(context, static work => ((Action)work!)(), work);
            ended.SetResult();
        });
        return ended.Task;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets an idle one look whether it is to stand still.</summary>
    public void Wake()
    {
        lock (_lock) Monitor.PulseAll(_lock);
    }

    private void Start(Action work)
    {
        lock (_lock)
        {
            if (_isOneIdle)
            {
                (_next, _isOneIdle) = (work, false);
                Monitor.Pulse(_lock);
                return;
            }
        }

        new Thread(Live) { IsBackground = true, Name = "Mpire feeder" }.UnsafeStart(work);
    }

    private void Live(object? first)
    {
        var work = (Action?)first;
        while (work is not null)
        {
            work();
            lock (_lock)
            {
                work = null;
                if (_isOneIdle || _disposed) return;
                _isOneIdle = true;
                PoolEngine.StandStillOutside(_lock);
                while (_isOneIdle && !_disposed && Monitor.Wait(_lock, LongestIdle)) PoolEngine.StandStillOutside(_lock);

                if (_isOneIdle) _isOneIdle = false;
                else (work, _next) = (_next, null);
            }
        }
    }
}
