namespace Mpire.Transport;

/// <summary>Waits for channels whose own threads wake it, or for nothing but <see cref="WaitSet.Wake"/>: the workers of a pool that are threads need
/// no channel at all. Portable.</summary>
internal sealed class SignalWaitSet : WaitSet
{
    private readonly List<StreamCallerEnd> _channels = [];
    private readonly object _gate = new();

    /// <inheritdoc/>
    public override void Add(FrameChannel channel)
    {
        if (channel is not StreamCallerEnd end) throw new ArgumentException("The set waits for callers' ends of stream roads.", nameof(channel));
        _channels.Add(end);
        end.Join(this);
    }

    /// <inheritdoc/>
    public override void Remove(FrameChannel channel)
    {
        if (channel is StreamCallerEnd end && _channels.Remove(end)) end.Join(null);
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
    /// <remarks>Every change of a channel is followed by a wake, so the channels need not be asked again.</remarks>
    protected override void Doze(int timeout)
    {
        lock (_gate)
        {
            if (IsSleeping) Monitor.Wait(_gate, timeout);
        }
    }

    /// <inheritdoc/>
    protected override void Rouse()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        foreach (var channel in _channels) channel.Join(null);
        _channels.Clear();
    }
}
