namespace Mpire.Transport;

/// <summary>Sizes and manners of a ring road.</summary>
internal sealed record RingSettings
{
    /// <summary>The usual settings.</summary>
    public static RingSettings Default { get; } = new();

    /// <summary>Bytes of the ring from caller to worker. A power of two, a multiple of the page size.</summary>
    /// <value>4 MiB: an argument of 1 MiB, with what stands before it, is read in place and not put together first, which saves a third of its time.</value>
    public int TaskCapacity { get; init; } = 4 << 20;

    /// <summary>Bytes of the ring from worker to caller. A power of two, a multiple of the page size. Payloads up to half of it are read in place.
    /// </summary>
    /// <value>4 MiB: longer rings fall out of the cache, shorter ones make both ends wait for each other.</value>
    public int ResultCapacity { get; init; } = 4 << 20;

    /// <summary>The longest payload accepted; a peer that announces more is treated as gone.</summary>
    public long MaximumPayload { get; init; } = 16L << 30;

    /// <summary>How long the worker spins (yielding) before it sleeps; zero to sleep at once. Can be changed later.</summary>
    public int SpinMicroseconds { get; init; } = Spinner.DefaultMicroseconds;

    /// <summary>Throws unless the settings can be built.</summary>
    public void Check()
    {
        CheckCapacity(TaskCapacity, nameof(TaskCapacity));
        CheckCapacity(ResultCapacity, nameof(ResultCapacity));
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumPayload, nameof(MaximumPayload));
        ArgumentOutOfRangeException.ThrowIfNegative(SpinMicroseconds, nameof(SpinMicroseconds));
    }

    private static void CheckCapacity(int capacity, string name)
    {
        if (capacity < Environment.SystemPageSize || !int.IsPow2(capacity) || capacity > 1 << 30)
        {
            throw new ArgumentOutOfRangeException(
                name, capacity, $"A ring's capacity is a power of two from the page size ({Environment.SystemPageSize}) to 1 GiB.");
        }
    }
}
