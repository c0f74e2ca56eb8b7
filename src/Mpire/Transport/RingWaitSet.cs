using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>Waits for ring roads: by looking at their words while it spins, by polling their doorbells while it sleeps.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class RingWaitSet : WaitSet
{
    private const int MillisecondsBetweenLooks = 4;

    private readonly List<RingCallerEnd> _channels = [];
    private readonly Lock _wakeGate = new();
    private readonly Spinner _spinner = new();
    private readonly int _wakeEvent = EventFd.Create();
    private PollEntry[] _entries = [];
    private int _isWoken;
    private int _isSleeping;
    private bool _isDisposed;
    private long _lastLook;

    /// <summary>Creates an empty set.</summary>
    public RingWaitSet() => Relist();

    /// <inheritdoc/>
    public override void Add(FrameChannel channel)
    {
        if (channel is not RingCallerEnd end) throw new ArgumentException("The set waits for callers' ends of ring roads.", nameof(channel));
        _channels.Add(end);
        end.Join(this);
        Relist();
    }

    /// <inheritdoc/>
    public override void Remove(FrameChannel channel)
    {
        if (channel is not RingCallerEnd end || !_channels.Remove(end)) return;
        end.Join(null);
        Relist();
    }

    /// <inheritdoc/>
    public override bool Wait(int timeout)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Look();
        if (IsReady()) return true;
        if (timeout == 0) return false;

        var until = timeout > 0 ? Environment.TickCount64 + timeout : 0;
        _spinner.Begin(SpinMicroseconds);
        var isReady = false;
        while (!isReady && _spinner.Next()) isReady = IsReady();
        _spinner.End(isReady);
        while (!isReady)
        {
            if (timeout > 0) timeout = (int)Math.Max(0, until - Environment.TickCount64);
            if (timeout == 0) return IsReady();
            Sleep(timeout);
            isReady = IsReady();
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        // The exchange is the fence between the waker's own writes, this word, and the look at the sleeper.
        Interlocked.Exchange(ref _isWoken, 1);
        if (Volatile.Read(ref _isSleeping) == 0 || Interlocked.Exchange(ref _isSleeping, 0) == 0) return;
        lock (_wakeGate)
        {
            var one = 1L;
            if (!_isDisposed) ReadWrite.Write(_wakeEvent, (byte*)&one, sizeof(long));
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_wakeGate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            Descriptor.Close(_wakeEvent);
        }

        foreach (var channel in _channels) channel.Join(null);
        _channels.Clear();
    }

    private bool IsReady()
    {
        if (Volatile.Read(ref _isWoken) != 0 && Interlocked.Exchange(ref _isWoken, 0) != 0) return true;
        foreach (var channel in _channels)
        {
            if (channel.IsReady) return true;
        }

        return false;
    }

    private void Sleep(int timeout)
    {
        var maySleep = true;
        foreach (var channel in _channels) maySleep &= channel.AnnounceSleep();
        Interlocked.Exchange(ref _isSleeping, 1);
        if (maySleep && Volatile.Read(ref _isWoken) == 0) PollAll(timeout);
        Volatile.Write(ref _isSleeping, 0);
        foreach (var channel in _channels) channel.EndSleep();
    }

    // A busy driver never sleeps, but must hear of a dead worker all the same.
    private void Look()
    {
        var now = Environment.TickCount64;
        if (now - _lastLook >= MillisecondsBetweenLooks) PollAll(0);
    }

    private void PollAll(int timeout)
    {
        var count = Poll.Wait(_entries, timeout);
        _lastLook = Environment.TickCount64;
        if (count == 0) return;
        for (var i = 0; i < _channels.Count; i++)
        {
            if (_entries[i].Answers != 0) _channels[i].Answer(_entries[i].Answers);
        }

        if (_entries[^1].Answers == 0) return;
        var ignored = 0L;
        ReadWrite.Read(_wakeEvent, (byte*)&ignored, sizeof(long));
    }

    private void Relist()
    {
        _entries = new PollEntry[_channels.Count + 1];
        for (var i = 0; i < _channels.Count; i++)
            _entries[i] = new PollEntry { Descriptor = _channels[i].DoorbellDescriptor, Questions = Poll.Readable };
        _entries[^1] = new PollEntry { Descriptor = _wakeEvent, Questions = Poll.Readable };
    }
}
