using Mpire.Serialization;
using Mpire.Sharing;

namespace Mpire;

/// <summary>
/// A signal between processes: who waits sleeps until somebody sets it. It travels like a <see cref="SharedArray{T}"/>: every process that gets it has the
/// same event.
/// </summary>
/// <remarks>
/// Nobody holds an event, so a process that dies while it waits takes nothing with it; one that an event which resets itself has let through has used the
/// signal up, whatever becomes of it. One that dies before it has set the event leaves the others waiting:
/// let them wait with a time, or with the token of their task (<see cref="Worker.CancellationToken"/>), which is cancelled when the call fails.
/// </remarks>
public sealed unsafe class SharedEvent : IDisposable, ISharedFace, ITravelsByHandle<SharedEvent>
{
    private readonly SharedMemory _memory;
    private readonly Words* _words;
    private readonly Func<bool, bool> _look;
    private volatile bool _isForgotten;

    private SharedEvent(SharedMemory memory)
    {
        _memory = memory;
        _words = (Words*)memory.Data;
        Mode = (EventResetMode)_words->Mode;
        _look = Look;
    }

    /// <summary>Whether it is reset by hand, or by the one that it lets through.</summary>
    public EventResetMode Mode { get; }

    /// <summary>Whether it is set at this moment.</summary>
    /// <exception cref="ObjectDisposedException">The event is disposed of in this process.</exception>
    public bool IsSet
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isForgotten, this);
            var isSet = Volatile.Read(ref _words->IsSet) != 0;
            GC.KeepAlive(this);
            return isSet;
        }
    }

    /// <summary>Makes an event.</summary>
    /// <param name="mode">
    /// <see cref="EventResetMode.ManualReset"/>: set, it lets everybody through until it is reset. <see cref="EventResetMode.AutoReset"/>: each time it is set
    /// it lets one through.
    /// </param>
    /// <param name="isSet">Whether it is set at first.</param>
    public static SharedEvent Create(EventResetMode mode = EventResetMode.ManualReset, bool isSet = false) => Create(mode, isSet, null);

    /// <summary>Sets it, and wakes who waits. Set again before anybody was let through it lets one through, not two.</summary>
    /// <exception cref="ObjectDisposedException">The event is disposed of in this process.</exception>
    public void Set()
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        Volatile.Write(ref _words->IsSet, 1);
        Bell.Ring(&_words->Bell, Mode == EventResetMode.AutoReset ? 1 : int.MaxValue);
        GC.KeepAlive(this);
    }

    /// <summary>Takes the signal back: who comes from now on waits.</summary>
    /// <exception cref="ObjectDisposedException">The event is disposed of in this process.</exception>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        Volatile.Write(ref _words->IsSet, 0);
        GC.KeepAlive(this);
    }

    /// <summary>Waits until it is set.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The event is disposed of in this process.</exception>
    public void Wait(CancellationToken cancellationToken = default) => _ = TryWait(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits until it is set, no longer than a time.</summary>
    /// <param name="timeout">How long; zero to look once, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the time ran out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The event is disposed of in this process.</exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Patience.Check(timeout);
        var isSet = Look(false) || Bell.Wait(&_words->Bell, new Patience(timeout, cancellationToken), Mode == EventResetMode.AutoReset, _look);
        GC.KeepAlive(this);
        return isSet;
    }

    /// <summary>Lets go of it in this process; who waits for it here is refused.</summary>
    public void Dispose() => _memory.LetGo();

    static SharedEvent ITravelsByHandle<SharedEvent>.ReadHandle(PayloadReader reader) => Of(SharedMemory.Receive(reader));

    void ITravelsByHandle.WriteHandle(PayloadWriter writer) => _memory.Send(writer, "shared event");

    void ISharedFace.Forget() => _isForgotten = true;

    internal static SharedEvent Create(EventResetMode mode, bool isSet, Func<long, SharedStore>? store)
    {
        if (mode is not (EventResetMode.ManualReset or EventResetMode.AutoReset))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "An event is reset by hand (ManualReset) or by itself (AutoReset).");
        var memory = SharedMemory.Create(sizeof(Words), store);
        *(Words*)memory.Data = new Words { Mode = (int)mode, IsSet = isSet ? 1 : 0 };
        return Of(memory);
    }

    private static SharedEvent Of(SharedMemory memory) => memory.FaceOf(static memory => new SharedEvent(memory));

    private bool Look(bool hasSlept)
    {
        ObjectDisposedException.ThrowIf(_isForgotten, this);
        return Mode == EventResetMode.ManualReset
            ? Volatile.Read(ref _words->IsSet) != 0
            : Volatile.Read(ref _words->IsSet) != 0 && Interlocked.Exchange(ref _words->IsSet, 0) != 0;
    }

    private struct Words
    {
        public int Bell;
        public int IsSet;
        public int Mode;
    }
}
