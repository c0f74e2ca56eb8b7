namespace Mpire.Transport;

/// <summary>The writing end of a ring. Its own position and the last seen position of the consumer are private, so that the shared words are
/// touched only when they must be. One thread.</summary>
internal sealed unsafe class RingProducer(RingControl* control, byte* data, long capacity)
{
    // The wanted tail when no room is wanted: never reached.
    private const long NothingWanted = long.MaxValue;

    private readonly long _mask = capacity - 1;
    private long _position;
    private long _published;
    private long _seenTail;
    private long _wantedTail = NothingWanted;

    /// <summary>Bytes of the ring.</summary>
    public long Capacity => capacity;

    /// <summary>Bytes that can be written now, as far as was last seen.</summary>
    public long Room => capacity - (_position - _seenTail);

    /// <summary>Where to write next; everything up to <see cref="Room"/> lies in one piece.</summary>
    public byte* Next => data + (_position & _mask);

    /// <summary>Whether the consumer has reached the tail that the producer last said it wanted. Any thread.</summary>
    public bool HasWantedRoom => Volatile.Read(ref control->Tail) >= Volatile.Read(ref _wantedTail);

    /// <summary>Whether so many bytes can be written; looks at the consumer's position only if the last seen one does not do.</summary>
    public bool HasRoom(long bytes) => Room >= bytes || RefreshedRoom() >= bytes;

    /// <summary>Takes note of what was written at <see cref="Next"/>.</summary>
    public void Advance(long bytes) => _position += bytes;

    /// <summary>Makes everything written visible to the consumer.</summary>
    /// <returns>True if the consumer sleeps and the caller of this method must ring for it.</returns>
    public bool Publish()
    {
        if (_position == _published) return false;
        Volatile.Write(ref control->Head, _position);
        _published = _position;
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref control->ConsumerWaiting) != 0 && Interlocked.Exchange(ref control->ConsumerWaiting, 0) != 0;
    }

    /// <summary>Says for how much room the producer is going to wait. A quarter of the ring at least, so that a slow consumer does not wake it for
    /// every little frame.</summary>
    public void Want(long bytes) => Volatile.Write(ref _wantedTail, _position + Math.Max(bytes, capacity / 4) - capacity);

    /// <summary>Waits for no room any more.</summary>
    public void WantNothing() => Volatile.Write(ref _wantedTail, NothingWanted);

    /// <summary>Announces the sleep for the wanted room.</summary>
    /// <returns>False if the room is there already (and nothing was announced).</returns>
    public bool AnnounceSleep()
    {
        var wanted = Volatile.Read(ref _wantedTail);
        if (wanted == NothingWanted) return true;
        Volatile.Write(ref control->ProducerWaiting, wanted);
        Interlocked.MemoryBarrier();
        return !HasWantedRoom;
    }

    /// <summary>Takes the announcement back.</summary>
    /// <returns>True if the consumer was faster: a token is, or will be, in the doorbell.</returns>
    public bool Withdraw() => Interlocked.Exchange(ref control->ProducerWaiting, 0) == 0;

    private long RefreshedRoom()
    {
        var tail = Volatile.Read(ref control->Tail);
        if (tail < _seenTail || tail > _published || (tail & 7) != 0)
            throw new RoadViolationException($"The other end says it has read up to byte {tail}, but {_seenTail} to {_published} is possible.");
        _seenTail = tail;
        return Room;
    }
}
