using System.Diagnostics;

namespace Mpire.Workers;

/// <summary>
/// Sends results that are due while their worker is busy with the next task of their chunk. The worker's own thread delivers between two tasks
/// (see <see cref="DeliveryPace"/>); what is left for this one is the slow task that nothing foretold.
/// </summary>
/// <remarks>
/// A thread that looks now and then, started with the first chunk of several tasks: telling it of every chunk would cost more than a tiny task.
/// Whoever has the chunk may use the port: the worker gives it over and takes it back, the courier borrows it to send.
/// </remarks>
internal sealed class Courier(WorkerSession session)
{
    private const int ShortestLook = 2;
    private const int LongestLook = 8;
    private const int LooksBeforeSleep = 25;
    private const int LongestSleep = 10_000;

    private const int Kept = 0;
    private const int Given = 1;
    private const int Borrowed = 2;

    // Held by the courier's thread whenever it does not wait.
    private readonly object _lock = new();
    private Thread? _thread;
    private ResultPort? _port;
    private ResultBlock? _block;
    private ChunkLabel _chunk;
    private long _began;
    private int _delivered;
    private int _state;
    private bool _isRefused;
    private volatile bool _isAwake;
    private bool _mustEnd;

    /// <summary>Gives a chunk over.</summary>
    public void Begin(ResultPort port, ResultBlock block, in ChunkLabel chunk, int delivered, long now)
    {
        (_port, _block, _chunk, _began) = (port, block, chunk, now);
        (_delivered, _isRefused) = (delivered, false);

        // A fence as well: either the courier sees the chunk before it sleeps, or it is seen asleep here.
        Interlocked.Exchange(ref _state, Given);
        if (!_isAwake && session.MayStartThreads) Wake();
    }

    /// <summary>Delivers what was not delivered yet.</summary>
    /// <returns>The result that could not be written, if there is one; nothing was delivered then.</returns>
    public UnsentResult? Deliver(int count, long ticks)
    {
        TakeBack();
        var unsent = count > _delivered ? _port!.Deliver(_chunk, _block!, _delivered, count, last: false, ticks) : null;
        if (unsent is null) _delivered = count;
        Volatile.Write(ref _state, Given);
        return unsent;
    }

    /// <summary>Takes the chunk back.</summary>
    /// <returns>How many results were delivered.</returns>
    public int End()
    {
        TakeBack();
        (_port, _block) = (null, null);
        return _delivered;
    }

    /// <summary>Ends the thread; the worker has no chunk any more.</summary>
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

    private void TakeBack()
    {
        while (Interlocked.CompareExchange(ref _state, Kept, Given) == Borrowed)
        {
            // Until it has been sent.
            lock (_lock)
            {
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            _isAwake = true;
            if (_thread is null)
            {
                _thread = new Thread(Live, 256 * 1024) { IsBackground = true, Name = "Mpire courier" };
                _thread.UnsafeStart();
            }
            else
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    private void Live()
    {
        var (chunk, done, look, idle) = (0, 0, ShortestLook, 0);
        lock (_lock)
        {
            while (!_mustEnd)
            {
                if (Volatile.Read(ref _state) == Kept)
                {
                    if (++idle > LooksBeforeSleep && !Sleep()) return;
                }
                else
                {
                    // The worker may go on meanwhile: a guess, until the chunk is borrowed.
                    idle = 0;
                    var isSame = chunk == _chunk.Number && done == Done;
                    look = isSame ? Math.Min(look * 2, LongestLook) : ShortestLook;
                    (chunk, done) = (_chunk.Number, Done);
                    if (isSame && done > _delivered && !_isRefused) Send(chunk);
                }

                Monitor.Wait(_lock, look);
            }
        }
    }

    // Until the next chunk. A worker that has nothing to do for long keeps no such thread.
    private bool Sleep()
    {
        _isAwake = false;
        Interlocked.MemoryBarrier();
        if (_state == Kept) Monitor.Wait(_lock, LongestSleep);
        else _isAwake = true;
        if (_isAwake) return true;
        _thread = null;
        return false;
    }

    private void Send(int chunk)
    {
        if (Interlocked.CompareExchange(ref _state, Borrowed, Given) != Given) return;
        try
        {
            var done = Done;
            if (chunk != _chunk.Number || done <= _delivered) return;
            _isRefused = _port!.Deliver(_chunk, _block!, _delivered, done, last: false, Stopwatch.GetTimestamp() - _began) is not null;
            if (!_isRefused) _delivered = done;
        }
        catch (Exception)
        {
            // As a result that cannot be written, a caller that is gone: the worker's own thread meets the same after its task, and knows what to do.
            _isRefused = true;
        }
        finally
        {
            Volatile.Write(ref _state, Given);
        }
    }
}
