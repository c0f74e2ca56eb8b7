namespace Mpire;

/// <summary>A permit of a <see cref="SharedSemaphore"/>; disposing of it gives it back, once. It belongs to the process that took it, not to a thread, so it
/// may be held across an <c>await</c>.</summary>
public sealed class SharedPermit : IDisposable
{
    private readonly int _place;
    private SharedSemaphore? _semaphore;

    internal SharedPermit(SharedSemaphore semaphore, int place) => (_semaphore, _place) = (semaphore, place);

    /// <summary>Gives it back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _semaphore, null)?.Release(_place);
}
