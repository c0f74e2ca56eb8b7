using System.Buffers;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>
/// The calling process's end of a ring road. Never waits for the worker: what does not fit the ring stays in a queue of its own and goes on with
/// <see cref="Flush"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class RingCallerEnd : RingChannel
{
    private readonly RingSender _sender;
    private readonly Doorbell _dataBell;
    private readonly Doorbell _roomBell;
    private readonly Doorbell _attentionBell;
    private readonly Queue<Parcel> _queue = new();
    private long _pendingBytes;
    private WaitSet? _waitSet;

    /// <summary>Puts the end together; it owns everything given.</summary>
    public RingCallerEnd(RingSegment segment, RingSender sender, RingReceiver receiver, int doorbell, Doorbell dataBell, Doorbell roomBell, Doorbell attentionBell)
        : base(segment, receiver, doorbell)
    {
        _sender = sender;
        _dataBell = dataBell;
        _roomBell = roomBell;
        _attentionBell = attentionBell;
    }

    /// <inheritdoc/>
    public override long PendingBytes => Volatile.Read(ref _pendingBytes);

    /// <inheritdoc/>
    public override unsafe int WorkerSpinMicroseconds
    {
        get => Volatile.Read(ref Segment.Words->WorkerSpinMicroseconds);
        set => Volatile.Write(ref Segment.Words->WorkerSpinMicroseconds, value);
    }

    /// <summary>The descriptor that becomes readable when the worker rings or dies.</summary>
    public int DoorbellDescriptor => Bell;

    /// <summary>Whether the driver has something to do here: bytes arrived, queued output can go on, or the worker is gone. Any thread.</summary>
    public bool IsReady => Receiver.Consumer.HasNews || (PendingBytes > 0 && _sender.Producer.HasWantedRoom) || IsPeerGone;

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckUsable();
        _sender.CheckLength(payload.Length);
        if (IsDropping()) return;
        try
        {
            if (_queue.Count == 0 && _sender.TryWrite(header, payload)) return;
        }
        catch (RoadViolationException broken)
        {
            NoteViolation(broken);
            return;
        }

        Enqueue(Parcel.Copy(Announced(header, payload.Length), payload));
    }

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySequence<byte> payload, IDisposable? owner)
    {
        CheckUsable();
        _sender.CheckLength(payload.Length);
        var parcel = new Parcel(Announced(header, payload.Length), payload, owner);
        if (IsDropping()) parcel.Release();
        else Enqueue(parcel);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        CheckUsable();
        if (IsDropping()) return;
        SendQueued();
        _sender.Flush();
    }

    /// <inheritdoc/>
    /// <remarks>The calling process waits for all its workers at once, in a <see cref="WaitSet"/>.</remarks>
    public override bool Receive(out IncomingFrame frame) => throw new NotSupportedException("The calling process waits in a wait set.");

    /// <inheritdoc/>
    public override void Poke()
    {
        if (!_attentionBell.Ring()) NoteHangUp();
    }

    /// <inheritdoc/>
    public override bool WaitForAttention() => throw new NotSupportedException("Only a worker waits for attention.");

    /// <summary>Tells the end which set waits for it, so that output queued by another thread than the waiting one is not forgotten.</summary>
    public void Join(WaitSet? waitSet) => Volatile.Write(ref _waitSet, waitSet);

    /// <summary>Asks the worker to ring at the next byte, and at room for the queued output.</summary>
    /// <returns>False if there is something to do already.</returns>
    public bool AnnounceSleep() => Receiver.Consumer.AnnounceSleep() & (PendingBytes == 0 || _sender.Producer.AnnounceSleep());

    /// <summary>Asks it no more. A token that it rang meanwhile stays in the doorbell until <see cref="Answer"/>; that costs a sleep cut short.
    /// </summary>
    public void EndSleep()
    {
        Receiver.Consumer.Withdraw();
        _sender.Producer.Withdraw();
    }

    /// <summary>Handles what the doorbell's poll answered.</summary>
    public unsafe void Answer(short answers)
    {
        var isHungUp = (answers & Poll.HungUp) != 0;
        if ((answers & Poll.Readable) != 0)
        {
            const int most = 64;
            var tokens = stackalloc byte[most];
            int count;
            do count = ReadWrite.Read(Bell, tokens, most);
            while (count == most);
            isHungUp |= count == ReadWrite.PeerClosed;
        }

        if (isHungUp) NoteHangUp();
    }

    /// <inheritdoc/>
    protected override void CloseBellsInCopy()
    {
        _dataBell.CloseInCopy();
        _roomBell.CloseInCopy();
        _attentionBell.CloseInCopy();
    }

    /// <inheritdoc/>
    protected override void CloseOwn()
    {
        DropQueue();
        _dataBell.Dispose();
        _roomBell.Dispose();
        _attentionBell.Dispose();
    }

    private static FrameHeader Announced(FrameHeader header, long length)
    {
        header.Length = length;
        return header;
    }

    private void Enqueue(Parcel parcel)
    {
        _queue.Enqueue(parcel);
        Volatile.Write(ref _pendingBytes, _pendingBytes + parcel.Pending);
        if (_queue.Count != 1) return;
        SendQueued();
        if (_queue.Count != 0) Volatile.Read(ref _waitSet)?.Wake();
    }

    private void SendQueued()
    {
        try
        {
            while (_queue.TryPeek(out var parcel))
            {
                var before = parcel.Pending;
                var isWritten = _sender.TryWrite(parcel);
                Volatile.Write(ref _pendingBytes, _pendingBytes - before + (isWritten ? 0 : parcel.Pending));
                if (!isWritten) return;
                _queue.Dequeue().Release();
            }
        }
        catch (RoadViolationException broken)
        {
            NoteViolation(broken);
            DropQueue();
        }
    }

    private bool IsDropping()
    {
        if (!IsPeerGone) return false;
        DropQueue();
        return true;
    }

    private void DropQueue()
    {
        while (_queue.TryDequeue(out var parcel)) parcel.Release();
        Volatile.Write(ref _pendingBytes, 0);
    }
}
