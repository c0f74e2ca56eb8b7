using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>What both ends of a ring road have in common: receiving, and noticing that the other end is gone.</summary>
/// <param name="segment">The shared memory; owned.</param>
/// <param name="receiver">Reads the incoming ring.</param>
/// <param name="doorbell">The pipe that the other end rings and whose end tells of its death; owned.</param>
[SupportedOSPlatform("linux")]
internal abstract class RingChannel(RingSegment segment, RingReceiver receiver, int doorbell) : FrameChannel
{
    private const int MillisecondsBetweenLooks = 4;

    private readonly WorkerBoard _board = segment.Board;
    private volatile bool _isHungUp;
    private volatile bool _isDisposed;
    private long _lastLook;
    private string? _violation;

    /// <inheritdoc/>
    public override WorkerBoard Board => _board;

    /// <inheritdoc/>
    public override string? Violation => Volatile.Read(ref _violation);

    /// <inheritdoc/>
    public override bool IsPeerGone => _isDisposed || Violation is not null || (IsHungUp() && !receiver.Consumer.HasNews);

    /// <summary>The pipe that the other end rings.</summary>
    protected int Bell => doorbell;

    /// <summary>The shared memory.</summary>
    protected RingSegment Segment => segment;

    /// <summary>Reads the incoming ring.</summary>
    protected RingReceiver Receiver => receiver;

    /// <inheritdoc/>
    public override bool TryReceive(out IncomingFrame frame)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Violation is null)
        {
            try
            {
                return receiver.TryReceive(out frame);
            }
            catch (RoadViolationException broken)
            {
                NoteViolation(broken);
            }
        }

        frame = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Release()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        receiver.Release();
    }

    /// <inheritdoc/>
    public override void CloseInCopy()
    {
        if (_isDisposed) return;
        _ = RawCalls.Close(doorbell);
        CloseBellsInCopy();
    }

    /// <summary>As <see cref="CloseInCopy"/>, of what the derived end owns.</summary>
    protected virtual void CloseBellsInCopy()
    {
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        receiver.Release();
        receiver.DropAssembly();
        Descriptor.Close(doorbell);
        CloseOwn();
        segment.Unmap();
    }

    /// <summary>Closes what the derived end owns; called once.</summary>
    protected abstract void CloseOwn();

    /// <summary>Throws after disposal, before memory is touched that is no longer mapped.</summary>
    protected void CheckUsable() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>Takes note that the other end is gone; what it published can still be received.</summary>
    protected void NoteHangUp() => _isHungUp = true;

    /// <summary>Takes note that the other end broke the format; nothing of it is believed any more.</summary>
    protected void NoteViolation(RoadViolationException broken) => Interlocked.CompareExchange(ref _violation, broken.Message, null);

    // A look costs a system call, hence not at each question; a dead peer is none the less found by whoever asks again and again.
    private bool IsHungUp()
    {
        if (_isHungUp) return true;
        var now = Environment.TickCount64;
        if (now - Volatile.Read(ref _lastLook) < MillisecondsBetweenLooks) return false;
        Volatile.Write(ref _lastLook, now);
        if (Poll.IsHungUp(doorbell)) _isHungUp = true;
        return _isHungUp;
    }
}
