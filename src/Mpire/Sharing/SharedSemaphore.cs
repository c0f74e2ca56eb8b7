using System.Diagnostics.CodeAnalysis;
using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// A number of permits for all processes together: so many may be inside at a time. It travels like a <see cref="SharedArray{T}"/>: every process that gets
/// it has the same semaphore.
/// </summary>
/// <remarks>
/// A permit is on loan. It belongs to the process that took it, and comes back when that process gives it back or ends, however it ends: a worker that is
/// killed leaves nobody waiting. That is why nobody else can give it back, and why there are never more permits than at first; to signal, use a
/// <see cref="SharedEvent"/> or a <see cref="SharedCondition"/>. It is not fair: who comes at the right moment overtakes who waits.
/// </remarks>
public sealed unsafe class SharedSemaphore : IDisposable, ISharedFace, ITravelsByHandle<SharedSemaphore>
{
    // The bell, on a cache line of its own.
    private const int TableAt = 64;

    private readonly SharedMemory _memory;
    private readonly int* _bell;
    private readonly long* _table;
    private volatile bool _isForgotten;

    private SharedSemaphore(SharedMemory memory)
    {
        _memory = memory;
        _bell = (int*)memory.Data;
        _table = (long*)(memory.Data + TableAt);
        Permits = (int)((memory.Length - TableAt) / sizeof(long));
    }

    /// <summary>How many permits there are, taken or not.</summary>
    public int Permits { get; }

    /// <summary>How many are free at this moment; those of processes that have died count as taken until somebody needs them.</summary>
    /// <exception cref="ObjectDisposedException">The semaphore is disposed of in this process.</exception>
    public int Available
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isForgotten, this);
            var free = 0;
            for (var i = 0; i < Permits; i++) free += Volatile.Read(ref _table[i]) == 0 ? 1 : 0;
            GC.KeepAlive(this);
            return free;
        }
    }

    /// <summary>Makes a semaphore of which all permits are free.</summary>
    /// <param name="permits">How many may be inside at a time; each takes 8 bytes, and entering looks through them.</param>
    public static SharedSemaphore Create(int permits) => Create(permits, null);

    /// <summary>Waits for a permit.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Give it back by disposing of it: <c>using (semaphore.Enter()) …</c>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The semaphore is disposed of in this process.</exception>
    public SharedPermit Enter(CancellationToken cancellationToken = default)
    {
        TryEnter(Timeout.InfiniteTimeSpan, out var permit, cancellationToken);
        return permit!; // it waits for ever
    }

    /// <summary>Waits for a permit no longer than a time.</summary>
    /// <param name="timeout">How long; zero to look once, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="permit">Give it back by disposing of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The semaphore is disposed of in this process.</exception>
    public bool TryEnter(TimeSpan timeout, [NotNullWhen(true)] out SharedPermit? permit, CancellationToken cancellationToken = default)
    {
        Patience.Check(timeout);
        var place = TryTake();
        if (place < 0) place = Wait(new Patience(timeout, cancellationToken));
        permit = place < 0 ? null : new SharedPermit(this, place);
        GC.KeepAlive(this);
        return permit is not null;
    }

    /// <summary>Lets go of it in this process. Permits that this process has are given back first.</summary>
    public void Dispose() => _memory.LetGo();

    static SharedSemaphore ITravelsByHandle<SharedSemaphore>.ReadHandle(PayloadReader reader) => Of(SharedMemory.Receive(reader));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, $"shared semaphore of {Permits} permits");

    void ISharedFace.Forget()
    {
        _isForgotten = true;
        for (var i = 0; i < Permits; i++) GiveBack(i);
    }

    internal static SharedSemaphore Create(int permits, Func<long, SharedStore>? store)
    {
        if (permits < 1) throw new ArgumentOutOfRangeException(nameof(permits), permits, "A semaphore has at least one permit, or nobody could ever enter.");
        return Of(SharedMemory.Create(TableAt + SystemMemory.Check(permits, sizeof(long), nameof(permits)), store));
    }

    internal void Release(int place)
    {
        if (!_isForgotten) GiveBack(place);
        GC.KeepAlive(this);
    }

    private static SharedSemaphore Of(SharedMemory memory) => memory.FaceOf(static memory => new SharedSemaphore(memory));

    // A permit that has come to another process is not its own.
    private void GiveBack(int place)
    {
        if (Interlocked.CompareExchange(ref _table[place], 0, LockWord.Own) == LockWord.Own) Bell.Ring(_bell, 1);
    }

    private int TryTake()
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        for (var i = 0; i < Permits; i++)
        {
            if (Volatile.Read(ref _table[i]) == 0 && LockWord.TryEnter(&_table[i])) return i;
        }

        return -1;
    }

    private int Wait(Patience patience)
    {
        var roll = new Roll(_table, Permits);
        var place = -1;
        Bell.Wait(_bell, patience, isOne: true, hasSlept => (place = Take(hasSlept ? roll : null)) >= 0);
        return place;
    }

    private int Take(Roll? roll)
    {
        var place = TryTake();
        if (place >= 0 || roll is null) return place;
        place = roll.FindEnded(out var gone);
        return place >= 0 && Interlocked.CompareExchange(ref _table[place], LockWord.Own, gone) == gone ? place : -1;
    }
}
