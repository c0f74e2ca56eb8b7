using System.Diagnostics;

namespace Mpire.Workers;

/// <summary>
/// Sends results that are due while their worker is busy with the next task of their chunk. The worker's own thread delivers between two tasks
/// (see <see cref="DeliveryPace"/>); what is left for this one is the slow task that nothing foretold.
/// </summary>
/// <remarks>
/// A thread that looks now and then, started with the first chunk of several tasks: telling it of every chunk would cost more than a tiny task.
/// Whoever holds the lock may use the port; the worker uses it without only when no chunk is given over.
/// </remarks>
internal sealed class Courier(WorkerSession session)
{
    private const int ShortestLook = 2;
    private const int LongestLook = 8;
    private const int LooksBeforeSleep = 25;
    private const int LongestSleep = 10_000;

    private readonly object _lock = new();
    private Thread? _thread;
    private ResultPort? _port;
    private ResultBlock? _block;
    private ChunkTicket _chunk;
    private long _began;
    private int _delivered;
    private bool _isRefused;
    private bool _sleeps;
    private bool _mustEnd;

    /// <summary>Gives a chunk over.</summary>
    public void Begin(ResultPort port, ResultBlock block, in ChunkTicket chunk, long now)
    {
        lock (_lock)
        {
            (_port, _block, _chunk, _began) = (port, block, chunk, now);
            (_delivered, _isRefused) = (0, false);
            if (_sleeps)
            {
                _sleeps = false;
                Monitor.Pulse(_lock);
            }
            else if (_thread is null && session.MayStartThreads)
            {
                _thread = new Thread(Live, 256 * 1024) { IsBackground = true, Name = "Mpire courier" };
                _thread.UnsafeStart();
            }
        }
    }

    /// <summary>Delivers what was not delivered yet.</summary>
    /// <returns>How many results were delivered.</returns>
    public int Deliver(int count, long ticks)
    {
        lock (_lock)
        {
            if (count > _delivered) _port!.Deliver(_chunk, _block!, _delivered, count, last: false, ticks);
            _delivered = count;
            return count;
        }
    }

    /// <summary>Takes the chunk back.</summary>
    /// <returns>How many results were delivered.</returns>
    public int End()
    {
        lock (_lock)
        {
            (_port, _block) = (null, null);
            return _delivered;
        }
    }

    /// <summary>Ends the thread; no chunk is given over.</summary>
    public void Stop()
    {
        Thread? thread;
        lock (_lock)
        {
            thread = _thread;
            _mustEnd = true;
            Monitor.Pulse(_lock);
        }

        thread?.Join();
    }

    // The worker says which task it begins, and so that all before it are done: telling the courier too would cost a tiny task dear.
    private int Done => (int)(session.Board.CurrentTask - 1 - _chunk.First);

    private void Live()
    {
        var (chunk, done, look, idle) = (0, 0, ShortestLook, 0);
        lock (_lock)
        {
            while (!_mustEnd)
            {
                if (_block is null)
                {
                    if (++idle > LooksBeforeSleep && !Sleep()) return;
                }
                else
                {
                    idle = 0;
                    var isSame = chunk == _chunk.Number && done == Done;
                    look = isSame ? Math.Min(look * 2, LongestLook) : ShortestLook;
                    (chunk, done) = (_chunk.Number, Done);
                    if (isSame && done > _delivered && !_isRefused) Send(done);
                }

                Monitor.Wait(_lock, look);
            }
        }
    }

    // Until the next chunk. A worker that has nothing to do for long keeps no such thread.
    private bool Sleep()
    {
        _sleeps = true;
        Monitor.Wait(_lock, LongestSleep);
        if (!_sleeps) return true;
        (_sleeps, _thread) = (false, null);
        return false;
    }

    private void Send(int done)
    {
        try
        {
            _port!.Deliver(_chunk, _block!, _delivered, done, last: false, Stopwatch.GetTimestamp() - _began);
            _delivered = done;
        }
        catch (Exception)
        {
            // A result that cannot be written, or a caller that is gone: the worker's own thread meets the same after its task, and knows what to do.
            _isRefused = true;
        }
    }
}
