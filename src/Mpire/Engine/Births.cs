namespace Mpire.Engine;

/// <summary>How many workers come to life at one time. Under the engine's gate.</summary>
/// <remarks>
/// A process takes a processor's time to start. Sixty that start together on two processors are ready together, after as long as all of them take, and nothing is
/// done until then; a few at a time have results soon, and the work that they do needs the others less.
/// </remarks>
internal sealed class Births(PoolEngine engine)
{
    // What takes longer is no matter of processors (a factory that waits for a server, say), and the others need not wait for it. Milliseconds.
    private const int Longest = 1000;

    private bool _areFull;

    /// <summary>Whether chunks wait for workers that may be started as soon as others have come to life, of which these do not tell.</summary>
    public bool KeepWaiting => _areFull && engine.Jobs.Any(static job => job is { IsOpen: true, ReadyCount: > 0 });

    /// <summary>Whether one more may be started now.</summary>
    public bool HaveRoom()
    {
        var most = engine.MostBirths;
        _areFull = false;
        if (most >= engine.Slots.Length) return true;
        var now = Environment.TickCount64;
        var births = 0;
        var isAnyEmpty = false;
        foreach (var slot in engine.Slots)
        {
            // It takes its first chunk before it runs the init hook. One that has none yet will be the first to be given one.
            if (slot.Link is not { } link) isAnyEmpty = true;
            else if (link.Board.LastClaimed == 0 && now - slot.Filled < Longest) births++;
        }

        _areFull = isAnyEmpty && births >= most;
        return births < most;
    }
}
