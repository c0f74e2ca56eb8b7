using System.Buffers;
using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>The worker's end of a ring road. Waits where it must: for frames, and for room.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RingWorkerEnd : RingChannel
{
    private const int Free = 0;
    private const int Waiting = 1;
    private const int Closed = 2;

    private readonly RingSender _sender;
    private readonly Doorbell _callerBell;
    private readonly int _roomBell;
    private readonly int _attention;
    private readonly Spinner _dataSpinner = new();
    private readonly Spinner _roomSpinner = new();
    private int _attentionState;

    /// <summary>Puts the end together; it owns everything given.</summary>
    public RingWorkerEnd(RingSegment segment, RingSender sender, RingReceiver receiver, int dataBell, int roomBell, int attention, Doorbell callerBell)
        : base(segment, receiver, dataBell)
    {
        _sender = sender;
        _callerBell = callerBell;
        _roomBell = roomBell;
        _attention = attention;
    }

    /// <inheritdoc/>
    public override long PendingBytes => 0;

    /// <inheritdoc/>
    public override unsafe int WorkerSpinMicroseconds
    {
        get => Volatile.Read(ref Segment.Words->WorkerSpinMicroseconds);
        set => Volatile.Write(ref Segment.Words->WorkerSpinMicroseconds, value);
    }

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        CheckUsable();
        _sender.CheckLength(payload.Length);
        try
        {
            if (_sender.TryWrite(header, payload)) return;
        }
        catch (RoadViolationException broken)
        {
            throw Gone(broken);
        }

        var announced = header;
        announced.Length = payload.Length;
        Send(Parcel.Copy(announced, payload));
    }

    /// <inheritdoc/>
    public override void Post(in FrameHeader header, ReadOnlySequence<byte> payload, IDisposable? owner)
    {
        CheckUsable();
        _sender.CheckLength(payload.Length);
        var announced = header;
        announced.Length = payload.Length;
        Send(new Parcel(announced, payload, owner));
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        CheckUsable();
        _sender.Flush();
    }

    /// <inheritdoc/>
    public override bool Receive(out IncomingFrame frame)
    {
        while (true)
        {
            if (TryReceive(out frame)) return true;
            if (Violation is not null) return false;
            if (SpinForNews() || SleepForNews()) continue;
            // What the caller published before it went is still ours.
            return TryReceive(out frame);
        }
    }

    /// <inheritdoc/>
    public override void Poke() => throw new NotSupportedException("Only the calling process pokes.");

    /// <inheritdoc/>
    public override unsafe bool WaitForAttention()
    {
        if (Interlocked.CompareExchange(ref _attentionState, Waiting, Free) != Free) return false;
        const int most = 64;
        var tokens = stackalloc byte[most];
        var isPoked = ReadWrite.Read(_attention, tokens, most) > 0;
        if (Interlocked.CompareExchange(ref _attentionState, Free, Waiting) == Waiting) return isPoked;
        Descriptor.Close(_attention);
        return false;
    }

    /// <inheritdoc/>
    protected override void CloseOwn()
    {
        _callerBell.Dispose();
        Descriptor.Close(_roomBell);
        // Otherwise the thread that waits for attention closes it when it returns.
        if (Interlocked.Exchange(ref _attentionState, Closed) == Free) Descriptor.Close(_attention);
    }

    private void Send(Parcel parcel)
    {
        try
        {
            while (!_sender.TryWrite(parcel)) WaitForRoom();
        }
        catch (RoadViolationException broken)
        {
            throw Gone(broken);
        }
        finally
        {
            parcel.Release();
        }
    }

    private void WaitForRoom()
    {
        _sender.Flush();
        var producer = _sender.Producer;
        _roomSpinner.Begin(WorkerSpinMicroseconds);
        var hasRoom = producer.HasWantedRoom;
        while (!hasRoom && _roomSpinner.Next()) hasRoom = producer.HasWantedRoom;
        _roomSpinner.End(hasRoom);
        if (hasRoom) return;

        if (producer.AnnounceSleep())
        {
            if (!TakeToken(_roomBell)) throw new PeerGoneException();
        }
        else if (producer.Withdraw() && !TakeToken(_roomBell))
        {
            throw new PeerGoneException();
        }
    }

    private bool SpinForNews()
    {
        var consumer = Receiver.Consumer;
        _dataSpinner.Begin(WorkerSpinMicroseconds);
        var hasNews = false;
        while (!hasNews && _dataSpinner.Next()) hasNews = consumer.HasNews;
        _dataSpinner.End(hasNews);
        return hasNews;
    }

    private bool SleepForNews()
    {
        var consumer = Receiver.Consumer;
        if (consumer.AnnounceSleep()) return TakeToken(Bell);
        return !consumer.Withdraw() || TakeToken(Bell);
    }

    private unsafe bool TakeToken(int bell)
    {
        byte token;
        if (ReadWrite.Read(bell, &token, 1) > 0) return true;
        NoteHangUp();
        return false;
    }

    private PeerGoneException Gone(RoadViolationException broken)
    {
        NoteViolation(broken);
        return new PeerGoneException(broken.Message);
    }
}
