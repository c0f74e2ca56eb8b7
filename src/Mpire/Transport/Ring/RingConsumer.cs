namespace Mpire.Transport;

/// <summary>The reading end of a ring. What was consumed is told to the producer in batches, not byte by byte. One thread, but for
/// <see cref="HasNews"/>.</summary>
internal sealed unsafe class RingConsumer(RingControl* control, byte* data, long capacity)
{
    private readonly long _mask = capacity - 1;
    private readonly long _batch = Math.Min(capacity / 8, 64 * 1024);
    private long _position;
    private long _published;
    private long _seenHead;

    /// <summary>Bytes of the ring.</summary>
    public long Capacity => capacity;

    /// <summary>Where the next unread byte is; everything that is there lies in one piece.</summary>
    public byte* Next => data + (_position & _mask);

    /// <summary>Whether the producer has published anything that was not consumed. Any thread.</summary>
    public bool HasNews => Volatile.Read(ref control->Head) != Volatile.Read(ref _position);

    /// <summary>Bytes that can be read now; looks at the producer's position only if fewer than <paramref name="enough"/> were seen.</summary>
    public long Available(long enough)
    {
        var available = _seenHead - _position;
        if (available >= enough) return available;
        var head = Volatile.Read(ref control->Head);
        if (head < _seenHead || head - _published > capacity || (head & 7) != 0)
            throw new RoadViolationException($"The other end says it has written up to byte {head}, but {_seenHead} to {_published + capacity} is possible.");
        _seenHead = head;
        return head - _position;
    }

    /// <summary>Gives bytes back to the producer, told when a batch is full or at <see cref="Publish"/>.</summary>
    /// <returns>True if the producer sleeps and the caller of this method must ring for it.</returns>
    public bool Consume(long bytes)
    {
        Volatile.Write(ref _position, _position + bytes);
        return _position - _published >= _batch && Publish();
    }

    /// <summary>Tells the producer of everything consumed.</summary>
    /// <returns>True if the producer sleeps and the caller of this method must ring for it.</returns>
    public bool Publish()
    {
        if (_position == _published) return false;
        Volatile.Write(ref control->Tail, _position);
        _published = _position;
        Interlocked.MemoryBarrier();
        var wanted = Volatile.Read(ref control->ProducerWaiting);
        return wanted != 0 && wanted <= _position && Interlocked.CompareExchange(ref control->ProducerWaiting, 0, wanted) == wanted;
    }

    /// <summary>Announces the sleep for news.</summary>
    /// <returns>False if there are news already.</returns>
    public bool AnnounceSleep()
    {
        Volatile.Write(ref control->ConsumerWaiting, 1);
        Interlocked.MemoryBarrier();
        return !HasNews;
    }

    /// <summary>Takes the announcement back.</summary>
    /// <returns>True if the producer was faster: a token is, or will be, in the doorbell.</returns>
    public bool Withdraw() => Interlocked.Exchange(ref control->ConsumerWaiting, 0) == 0;
}
