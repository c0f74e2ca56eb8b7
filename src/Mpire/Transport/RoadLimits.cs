namespace Mpire.Transport;

/// <summary>What every road refuses to carry.</summary>
internal static class RoadLimits
{
    /// <summary>Throws if the other end would refuse the frame.</summary>
    public static void CheckLength(long length, long maximum)
    {
        if (length > maximum)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"A message to or from a worker can have {maximum} bytes at most: send less at once.");
        }
    }
}
