namespace Mpire.Transport;

/// <summary>
/// Where the calling process waits for all of a pool's workers at once. One thread at a time waits (the driver of the pool); any thread wakes.
/// </summary>
internal abstract class WaitSet : IDisposable
{
    /// <summary>How long, in microseconds, <see cref="Wait"/> spins before it sleeps; zero where processors are scarce.</summary>
    public int SpinMicroseconds { get; set; } = Spinner.DefaultMicroseconds;

    /// <summary>Adds the caller's end of a channel. Driver's thread, or while nobody waits.</summary>
    public abstract void Add(FrameChannel channel);

    /// <summary>Removes it again, before it is disposed. Driver's thread, or while nobody waits.</summary>
    public abstract void Remove(FrameChannel channel);

    /// <summary>
    /// Waits until a channel of the set has a frame, room for queued output, or a dead peer, or until <see cref="Wake"/>, or until the time is
    /// over. Spins shortly first (see the spin policy); then sleeps without using the processor. May return early without reason.
    /// </summary>
    /// <param name="timeout">Milliseconds; -1 for no limit; 0 only looks.</param>
    /// <returns>False if the time ran out and nothing happened.</returns>
    public abstract bool Wait(int timeout);

    /// <summary>Ends the current or the next <see cref="Wait"/>. Any thread, cheap when nobody waits.</summary>
    public abstract void Wake();

    /// <inheritdoc/>
    public abstract void Dispose();
}
