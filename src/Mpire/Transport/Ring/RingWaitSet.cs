using System.Runtime.Versioning;
using Mpire.Interop.Linux;

namespace Mpire.Transport;

/// <summary>Waits for ring roads: by looking at their words while it spins, by polling their doorbells while it sleeps.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class RingWaitSet : WaitSet
{
    private const int MillisecondsBetweenLooks = 4;

    private readonly List<RingCallerEnd> _channels = [];
    private readonly List<int> _watched = [];
    private readonly Lock _wakeGate = new();
    private readonly int _wakeEvent = EventFd.Create();
    private PollEntry[] _entries = [];
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
    public override bool Watch(int descriptor)
    {
        if (descriptor < 0) return false;
        _watched.Add(descriptor);
        Relist();
        return true;
    }

    /// <inheritdoc/>
    public override void Unwatch(int descriptor)
    {
        if (_watched.Remove(descriptor)) Relist();
    }

    /// <inheritdoc/>
    protected override void Look()
    {
        // A busy driver never sleeps, but must hear of a dead worker all the same.
        if (Environment.TickCount64 - _lastLook >= MillisecondsBetweenLooks) Doze(0);
    }

    /// <inheritdoc/>
    protected override bool IsAnyChannelReady()
    {
        foreach (var channel in _channels)
        {
            if (channel.IsReady) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    protected override bool AnnounceSleep()
    {
        var maySleep = true;
        foreach (var channel in _channels) maySleep &= channel.AnnounceSleep();
        return maySleep;
    }

    /// <inheritdoc/>
    protected override void EndSleep()
    {
        foreach (var channel in _channels) channel.EndSleep();
    }

    /// <inheritdoc/>
    protected override void Doze(int timeout)
    {
        var count = Poll.Wait(_entries, timeout);
        _lastLook = Environment.TickCount64;
        if (count == 0) return;
        for (var i = 0; i < _channels.Count; i++)
        {
            if (_entries[i].Answers != 0) _channels[i].Answer(_entries[i].Answers);
        }

        for (var i = _channels.Count; i < _entries.Length - 1; i++)
        {
            if (_entries[i].Answers != 0) NoteWoken();
        }

        if (_entries[^1].Answers == 0) return;
        var ignored = 0L;
        ReadWrite.Read(_wakeEvent, (byte*)&ignored, sizeof(long));
    }

    /// <inheritdoc/>
    protected override void Rouse()
    {
        lock (_wakeGate)
        {
            var one = 1L;
            if (!IsDisposed) ReadWrite.Write(_wakeEvent, (byte*)&one, sizeof(long));
        }
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        lock (_wakeGate) Descriptor.Close(_wakeEvent);
        foreach (var channel in _channels) channel.Join(null);
        _channels.Clear();
    }

    private void Relist()
    {
        _entries = new PollEntry[_channels.Count + _watched.Count + 1];
        for (var i = 0; i < _channels.Count; i++)
            _entries[i] = new PollEntry { Descriptor = _channels[i].DoorbellDescriptor, Questions = Poll.Readable };
        for (var i = 0; i < _watched.Count; i++)
            _entries[_channels.Count + i] = new PollEntry { Descriptor = _watched[i], Questions = Poll.Readable };
        _entries[^1] = new PollEntry { Descriptor = _wakeEvent, Questions = Poll.Readable };
    }
}
