namespace Mpire.Workers;

/// <summary>Exit codes of worker processes that end by themselves for a reason of the library's.</summary>
internal static class ExitCodes
{
    /// <summary>The parent was gone, or was another process than expected.</summary>
    public const int Orphan = 120;

    /// <summary>The worker runs another build of the library than its parent, or cannot read its birth note.</summary>
    public const int Mismatch = 121;

    /// <summary>The worker's life ended by an exception.</summary>
    public const int Failure = 122;
}
