namespace Mpire;

/// <summary>A <see cref="SharedMutex"/> that was entered; disposing of it leaves.</summary>
public readonly ref struct SharedMutexScope
{
    private readonly SharedMutex? _mutex;

    internal SharedMutexScope(SharedMutex mutex, bool hasPreviousHolderDied) => (_mutex, HasPreviousHolderDied) = (mutex, hasPreviousHolderDied);

    /// <summary>Whether the one before died while it held the lock: what the lock protects may be half changed.</summary>
    public bool HasPreviousHolderDied { get; }

    /// <summary>Leaves.</summary>
    public void Dispose() => _mutex?.Leave();
}
