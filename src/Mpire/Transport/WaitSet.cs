namespace Mpire.Transport;

/// <summary>
/// Where the calling process waits for all of a pool's workers at once. One thread at a time waits (the driver of the pool); any thread wakes.
/// </summary>
/// <remarks>
/// What a derived set says is ready stays so until it is dealt with: a frame until it is taken, a dead peer until its channel is removed.
/// </remarks>
internal abstract class WaitSet : IDisposable
{
    private readonly Spinner _spinner = new();
    private int _isWoken;
    private int _isSleeping;

    /// <summary>How long, in microseconds, <see cref="Wait"/> spins before it sleeps; zero where processors are scarce.</summary>
    public int SpinMicroseconds { get; set; } = Spinner.DefaultMicroseconds;

    /// <summary>Whether the set was disposed.</summary>
    protected bool IsDisposed { get; private set; }

    /// <summary>Whether a sleep is announced and no waker has claimed it.</summary>
    protected bool IsSleeping => Volatile.Read(ref _isSleeping) != 0;

    /// <summary>Adds the caller's end of a channel. Driver's thread, or while nobody waits.</summary>
    public abstract void Add(FrameChannel channel);

    /// <summary>Removes it again, before it is disposed. Driver's thread, or while nobody waits.</summary>
    public abstract void Remove(FrameChannel channel);

    /// <summary>Lets a descriptor that becomes readable end the waiting, until <see cref="Unwatch"/>. Driver's thread.</summary>
    /// <returns>False if the set cannot: it is to be asked again and again.</returns>
    public virtual bool Watch(int descriptor) => false;

    /// <summary>Takes that back, before the descriptor is closed. Driver's thread, or while nobody waits.</summary>
    public virtual void Unwatch(int descriptor)
    {
    }

    /// <summary>
    /// Waits until a channel of the set has a frame, room for queued output, or a dead peer, or until <see cref="Wake"/>, or until the time is
    /// over. Spins shortly first (see <see cref="Spinner"/>); then sleeps without using the processor. May return early without reason.
    /// </summary>
    /// <param name="timeout">Milliseconds; -1 for no limit; 0 only looks.</param>
    /// <returns>False if the time ran out and nothing happened.</returns>
    public bool Wait(int timeout)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
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
            if (timeout == 0) return false;
            Sleep(timeout);
            isReady = IsReady();
        }

        return true;
    }

    /// <summary>Ends the current or the next <see cref="Wait"/>. Any thread, cheap when nobody waits.</summary>
    public void Wake()
    {
        // The exchange is the fence between the waker's own writes, this word, and the look at the sleeper.
        Interlocked.Exchange(ref _isWoken, 1);
        if (IsSleeping && Interlocked.Exchange(ref _isSleeping, 0) != 0) Rouse();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsDisposed) return;
        IsDisposed = true;
        Close();
    }

    /// <summary>Looks for what shows itself only when asked for; called once per wait.</summary>
    protected virtual void Look()
    {
    }

    /// <summary>Whether any channel has something for the driver. Cheap: asked again and again while spinning.</summary>
    protected abstract bool IsAnyChannelReady();

    /// <summary>Asks all channels to rouse the sleeper from now on.</summary>
    /// <returns>False if one of them has something already.</returns>
    protected virtual bool AnnounceSleep() => true;

    /// <summary>Takes that back.</summary>
    protected virtual void EndSleep()
    {
    }

    /// <summary>Sleeps until roused. Must return at once if <see cref="IsSleeping"/> is no longer true.</summary>
    protected abstract void Doze(int timeout);

    /// <summary>Notes, in <see cref="Doze"/>, that something has happened that is not a channel's.</summary>
    protected void NoteWoken() => Volatile.Write(ref _isWoken, 1);

    /// <summary>Ends <see cref="Doze"/>. Any thread, also after disposal.</summary>
    protected abstract void Rouse();

    /// <summary>Frees what the set owns; called once.</summary>
    protected abstract void Close();

    private bool IsReady() => (Volatile.Read(ref _isWoken) != 0 && Interlocked.Exchange(ref _isWoken, 0) != 0) || IsAnyChannelReady();

    private void Sleep(int timeout)
    {
        var maySleep = AnnounceSleep();
        Interlocked.Exchange(ref _isSleeping, 1);
        if (maySleep && Volatile.Read(ref _isWoken) == 0) Doze(timeout);
        Volatile.Write(ref _isSleeping, 0);
        EndSleep();
    }
}
