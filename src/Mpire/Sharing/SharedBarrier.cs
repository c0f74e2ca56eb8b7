using Mpire.Interop;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// Where a fixed number of participants, in whatever processes, wait for each other, as often as they like: nobody begins the next step before all have
/// done this one. It travels like a <see cref="SharedArray{T}"/>: every process that gets it has the same barrier.
/// </summary>
/// <remarks>
/// A participant whose process dies between <see cref="Join"/> and leaving breaks the barrier: all others are told by a <see cref="BrokenBarrierException"/>,
/// those who wait as well as those who come later. Whoever dies or fails before it has joined, or leaves in the middle, is not known to the barrier: wait
/// with the token of the task (<see cref="Worker.CancellationToken"/>), which is cancelled when the call fails. All participants must run at the same time:
/// no more of them than workers.
/// </remarks>
public sealed unsafe class SharedBarrier : IDisposable, ISharedFace, ITravelsByHandle<SharedBarrier>
{
    // The words that all look at, on a cache line of their own.
    private const int TableAt = 64;

    // One of the two bits that a process in a word leaves free: it has come.
    private const long HasCome = 1L << 22;

    private readonly SharedMemory _memory;
    private readonly Words* _words;
    private readonly long* _table;
    private readonly SharedMutex _lock;
    private volatile bool _isForgotten;

    private SharedBarrier(SharedMemory memory)
    {
        _memory = memory;
        _words = (Words*)memory.Data;
        _table = (long*)(memory.Data + TableAt);
        ParticipantCount = (int)((memory.Length - TableAt) / sizeof(long));
        _lock = new SharedMutex(memory);
    }

    /// <summary>How many wait for each other.</summary>
    public int ParticipantCount { get; }

    /// <summary>How often all have met.</summary>
    /// <exception cref="ObjectDisposedException">The barrier is disposed of in this process.</exception>
    public long CurrentPhaseNumber
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isForgotten, this);
            var phase = Volatile.Read(ref _words->Phase);
            GC.KeepAlive(this);
            return phase;
        }
    }

    /// <summary>Makes a barrier.</summary>
    /// <param name="participantCount">How many wait for each other.</param>
    public static SharedBarrier Create(int participantCount) => Create(participantCount, null);

    /// <summary>Takes part from now on; a task does this once, before its first step.</summary>
    /// <returns>Wait with it; leave by disposing of it.</returns>
    /// <exception cref="InvalidOperationException">There are as many participants already as the barrier was made for.</exception>
    /// <exception cref="BrokenBarrierException">A participant has died.</exception>
    /// <exception cref="ObjectDisposedException">The barrier is disposed of in this process.</exception>
    public SharedBarrierParticipant Join()
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        ThrowIfBroken();
        for (var i = 0; i < ParticipantCount; i++)
        {
            if (LockWord.TryEnter(&_table[i])) return new SharedBarrierParticipant(this, i);
        }

        // Perhaps one of them is dead, and nobody waits who would have noticed.
        var roll = new Roll(_table, ParticipantCount);
        for (var i = 0; i < ParticipantCount; i++)
        {
            if (LookForDead(roll)) ThrowIfBroken();
        }

        throw new InvalidOperationException($"The barrier was made for {ParticipantCount} participants, and all have joined. Dispose of a participant to leave.");
    }

    /// <summary>Lets go of it in this process. Those who wait for participants of this process are told that it is broken.</summary>
    public void Dispose() => _memory.LetGo();

    static SharedBarrier ITravelsByHandle<SharedBarrier>.ReadHandle(PayloadReader reader) => Of(SharedMemory.Receive(reader));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, $"shared barrier of {ParticipantCount} participants");

    void ISharedFace.Forget()
    {
        ((ISharedFace)_lock).Forget();
        _isForgotten = true;
        for (var i = 0; i < ParticipantCount; i++)
        {
            if (LockWord.IsOwn(Volatile.Read(ref _table[i]))) Break(LockWord.Own);
        }
    }

    internal static SharedBarrier Create(int participantCount, Func<long, SharedStore>? store)
    {
        if (participantCount < 1)
            throw new ArgumentOutOfRangeException(nameof(participantCount), participantCount, "A barrier has at least one participant.");
        return Of(SharedMemory.Create(TableAt + SystemMemory.Check(participantCount, sizeof(long), nameof(participantCount)), store));
    }

    /// <summary>The processes that take part at this moment, in the order of their places; 0 where nobody is.</summary>
    internal int[] Processes()
    {
        var processes = new int[ParticipantCount];
        for (var i = 0; i < processes.Length; i++) processes[i] = ProcessIdentity.Of(Volatile.Read(ref _table[i])).ProcessId;
        return processes;
    }

    internal void Leave(int place)
    {
        if (!_isForgotten && LockWord.IsOwn(Volatile.Read(ref _table[place]))) Volatile.Write(ref _table[place], 0);
        GC.KeepAlive(this);
    }

    /// <summary>Comes, and waits until all have.</summary>
    internal bool SignalAndWait(int place, Patience patience)
    {
        if (TryComplete(place, out var phase)) return true;
        var roll = new Roll(_table, ParticipantCount);
        try
        {
            if (!Bell.Wait(&_words->Bell, patience, isOne: false, hasSlept => HasEnded(phase) || (hasSlept && LookForDead(roll)))
                && TryTakeBack(place, phase))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            if (TryTakeBack(place, phase)) throw;
        }

        if (Volatile.Read(ref _words->Phase) == phase) ThrowIfBroken();
        GC.KeepAlive(this);
        return true;
    }

    private static SharedBarrier Of(SharedMemory memory) => memory.FaceOf(static memory => new SharedBarrier(memory));

    // A participant that dies in here with half of it done has broken the barrier anyway.
    private bool TryComplete(int place, out long phase)
    {
        using (_lock.Enter())
        {
            ThrowIfBroken();
            phase = _words->Phase;
            var entry = _table[place];
            if (!LockWord.IsOwn(entry)) throw new InvalidOperationException("A participant belongs to the process that has joined: join in the task that waits.");
            if ((entry & HasCome) != 0) throw new InvalidOperationException("The participant waits already: each thread joins by itself.");
            _table[place] = entry | HasCome;
            for (var i = 0; i < ParticipantCount; i++)
            {
                if ((Volatile.Read(ref _table[i]) & HasCome) == 0) return false;
            }

            for (var i = 0; i < ParticipantCount; i++) _table[i] &= ~HasCome;
            Volatile.Write(ref _words->Phase, phase + 1);
        }

        Bell.Ring(&_words->Bell, int.MaxValue);
        return true;
    }

    /// <summary>Counts as not come.</summary>
    /// <returns>False if all have met meanwhile.</returns>
    private bool TryTakeBack(int place, long phase)
    {
        using (_lock.Enter())
        {
            if (_words->Phase != phase) return false;
            _table[place] &= ~HasCome;
            return true;
        }
    }

    private bool HasEnded(long phase)
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        return Volatile.Read(ref _words->Phase) != phase || Volatile.Read(ref _words->BrokenBy) != 0;
    }

    private bool LookForDead(Roll roll)
    {
        if (roll.FindEnded(out var dead) < 0) return false;
        Break(dead & ~HasCome);
        return true;
    }

    private void Break(long process)
    {
        Interlocked.CompareExchange(ref _words->BrokenBy, process, 0);
        Bell.Ring(&_words->Bell, int.MaxValue);
    }

    private void ThrowIfBroken()
    {
        var process = Volatile.Read(ref _words->BrokenBy);
        if (process != 0) throw new BrokenBarrierException(ProcessIdentity.Of(process).ProcessId);
    }

    private struct Words
    {
        public int Bell;
        public long Phase;
        public long BrokenBy;
    }
}
