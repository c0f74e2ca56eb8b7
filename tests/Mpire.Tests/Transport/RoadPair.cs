using Mpire.Transport;

namespace Mpire.Tests.Transport;

/// <summary>Both ends of one road in this process, and the set in which the caller waits.</summary>
internal sealed class RoadPair(FrameChannel caller, FrameChannel worker, WaitSet set) : IDisposable
{
    public FrameChannel Caller { get; } = caller;

    public FrameChannel Worker { get; } = worker;

    public WaitSet Set { get; } = set;

    /// <summary>What a driver does until a frame is there: flush, wait, look again.</summary>
    public bool CallerReceive(out IncomingFrame frame)
    {
        while (true)
        {
            Caller.Flush();
            if (Caller.TryReceive(out frame)) return true;
            if (Caller.IsPeerGone) return false;
            Set.Wait(-1);
        }
    }

    public void Dispose()
    {
        Set.Remove(Caller);
        Worker.Dispose();
        Caller.Dispose();
        Set.Dispose();
    }
}
