namespace Mpire.Engine;

/// <summary>Remembers one "look again" for one waiter.</summary>
internal sealed class JobSignal
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Lets the waiter, or the next one, go on. Any thread.</summary>
    public void Release()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Two threads at once: one signal is remembered, which is all there can be.
        }
    }

    public void Block() => _signal.Wait();

    public Task WaitAsync() => _signal.WaitAsync();
}
