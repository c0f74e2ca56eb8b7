namespace Mpire.Transport;
/// <summary>Temporary.</summary>
internal sealed class SignalWaitSet : WaitSet
{
    private readonly SemaphoreSlim _s = new(0);
    public override void Add(FrameChannel channel) { }
    public override void Remove(FrameChannel channel) { }
    public override bool Wait(int timeout) => _s.Wait(timeout);
    public override void Wake() { if (_s.CurrentCount == 0) _s.Release(); }
    public override void Dispose() => _s.Dispose();
}
