using System.Diagnostics;

namespace Mpire.Engine;

/// <summary>
/// Reads one job's input and puts it in line, as far as the job's limits allow. An input that lies in memory is read by whoever drives. Any other
/// may block, or use this very pool: it is read by a thread or an asynchronous loop of its own, which nobody waits for who waits for results.
/// </summary>
internal sealed class Feeder(PoolEngine engine, Job job, bool isInMemory, bool isAsync)
{
    private const int ChunksAtOnce = 32;

    // An input that gives items comes back well before; one that gives none is left behind.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    // Chunks that are read and run in less are not cut: a message costs more than the waiting.
    private static readonly long WorthCutting = Stopwatch.Frequency / 1000;

    private static readonly AsyncLocal<PoolEngine?> ReadingFor = new();

    private readonly CancellationTokenSource _stop = new();
    private Task _feeding = Task.CompletedTask;
    private long _readingSince;
    private volatile bool _isAwaited;
    private volatile bool _mayRead;

    /// <summary>Whether the caller is an input of a map that runs on this pool.</summary>
    public static bool IsReadingFor(PoolEngine engine) => ReadingFor.Value == engine;

    /// <summary>Whether whoever drives must read.</summary>
    public bool IsInMemory => isInMemory;

    /// <summary>Lets the reading begin.</summary>
    public void Start()
    {
        _mayRead = true;
        if (!isInMemory && job.MayBeCut) job.HearOfFirstItems(TellDriver);

        // Whoever drives may have fallen asleep before the job came: without a look at what lies in memory, or at items that wait for their chunk.
        engine.Driver.WakeOther();
        if (isInMemory) return;
        _feeding = isAsync
            ? Task.Run(FeedAllAsync, CancellationToken.None)
            : engine.FeederThreads.Run(() => FeedAllAsync().GetAwaiter().GetResult());
    }

    /// <summary>Does what whoever drives can do for the input: reads what lies in memory, sends on what waits for the rest of its chunk while a
    /// worker is idle.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool Help() => _mayRead && (isInMemory ? Feed() : CutShort());

    /// <summary>Reads what is wanted now of an input that lies in memory.</summary>
    public bool Feed()
    {
        var fed = false;
        for (var i = 0; i < ChunksAtOnce && TryBegin(out var count); i++)
        {
            ReadChunk read;
            try
            {
                read = job.Read(count, engine.Codec);
            }
            catch (Exception error)
            {
                // What was read before it is still to be sent.
                Fail(error);
                fed = true;
                break;
            }

            Put(read, count, dispatch: false);
            fed = true;
            if (read.IsEnd || read.Failure is not null) break;
        }

        if (!fed) return false;
        lock (engine.Gate) engine.Dispatcher.Dispatch();
        return true;
    }

    /// <summary>When the driver should look again for a chunk to be cut short, under the gate: milliseconds, or -1.</summary>
    public int NextLook()
    {
        if (isInMemory || job.InputEnded || !IsCutWanted) return -1;
        _isAwaited = true;
        Interlocked.MemoryBarrier();
        if (!job.HasGathered) return -1;
        _isAwaited = false;
        return 1;
    }

    /// <summary>Waits until the input is closed, or left behind by a job that has ended before it.</summary>
    public void Finish()
    {
        _stop.Cancel();
        if (job.Failure is null) _feeding.GetAwaiter().GetResult();
        else _feeding.Wait(Patience);
    }

    /// <summary>As <see cref="Finish"/>, for asynchronous callers. Without a timer, whose thread would stand in the way of every later copy of the process.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_feeding.IsCompleted) return;
        if (job.Failure is null) await _feeding.ConfigureAwait(false);
        else await engine.FeederThreads.Run(() => _feeding.Wait(Patience)).ConfigureAwait(false);
    }

    private bool IsCutWanted => job.MayBeCut && job.IsOpen && job.ReadyCount == 0 && engine.Dispatcher.HasIdleWorker;

    // Reads the whole input, waiting for room. Only an asynchronous input ever gives its thread away.
    private async Task FeedAllAsync()
    {
        ReadingFor.Value = engine;
        try
        {
            while (job.IsOpen && !job.InputEnded)
            {
                if (!TryBegin(out var count))
                {
                    if (isAsync) await job.Room.WaitAsync().ConfigureAwait(false);
                    else job.Room.Block();
                    continue;
                }

                var began = Stopwatch.GetTimestamp();
                Volatile.Write(ref _readingSince, began);
                var read = await job.ReadAsync(count, engine.Codec, _stop.Token).ConfigureAwait(false);
                Put(read, count, dispatch: true, Stopwatch.GetTimestamp() - began);
                if (read.Failure is not null) break;
            }
        }
        catch (Exception error)
        {
            // The user's enumerator threw, or an item cannot be written: the job fails with just that.
            Fail(error);
        }

        try
        {
            await job.CloseInputAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // An enumerator that throws on closing fails a job that has not failed otherwise.
            Fail(error);
        }
    }

    private bool CutShort()
    {
        if (!IsCutWanted || !job.HasGathered || Stopwatch.GetTimestamp() - Volatile.Read(ref _readingSince) < WorthCutting) return false;
        ReadChunk cut;
        try
        {
            cut = job.CutShort(engine.Codec);
            if (cut.Chunk is null) return false;
        }
        catch (Exception error)
        {
            lock (engine.Gate)
            {
                job.EndCut();
                Fail(error);
            }

            return true;
        }

        lock (engine.Gate)
        {
            job.EndCut();
            Put(cut, cut.Items, dispatch: true);
        }

        return true;
    }

    // On the thread that reads, once per chunk.
    private void TellDriver()
    {
        Interlocked.MemoryBarrier();
        if (!_isAwaited) return;
        _isAwaited = false;
        engine.Waits.Wake();
    }

    private bool TryBegin(out int count)
    {
        lock (engine.Gate)
        {
            count = job.WantsInput ? job.Backpressure.Allow(job.NextLength) : 0;
            return count > 0;
        }
    }

    private void Put(in ReadChunk read, int count, bool dispatch, long ticks = 0)
    {
        lock (engine.Gate)
        {
            if (!job.IsOpen)
            {
                read.Chunk?.Retire();
                read.Broken?.Retire();
                return;
            }

            if (count > read.Items) job.Backpressure.Release(count - read.Items);
            if (read.Items > 0 && ticks > 0) job.Adaptive?.ObserveRead(read.Items, ticks);
            if (read.Chunk is { } chunk) job.Add(chunk);
            if (read.Broken is { } broken)
            {
                broken.AddTo(job);
                engine.Failures.CallForUnsent();
            }

            if (read.IsEnd) job.EndInput();
            if (read.Failure is not null) job.EndInput(read.Failure);
            if (dispatch) engine.Dispatcher.Dispatch();
            Finished();
        }
    }

    private void Fail(Exception error)
    {
        lock (engine.Gate)
        {
            if (!job.IsOpen) return;

            // A reader of results gets those of all items that came before the failure. A map without a result can end at once.
            if (!job.HoldsUntilRead)
            {
                engine.EndJob(job, error);
                return;
            }

            job.EndInput(error);
            Finished();
        }
    }

    // Whoever drives may be asleep, since no answer of a worker ends the job.
    private void Finished()
    {
        engine.FinishIfDone(job);
        if (job.IsDone && !isInMemory) engine.Waits.Wake();
    }
}
