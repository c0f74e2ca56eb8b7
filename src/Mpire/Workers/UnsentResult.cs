namespace Mpire.Workers;

/// <summary>A result that cannot be written, which is its task's failure.</summary>
/// <param name="Index">Its place in the chunk.</param>
/// <param name="Error">Why.</param>
/// <param name="IsPlaceKnown">Whether it is that one for certain; otherwise it may be any behind it.</param>
internal sealed record UnsentResult(int Index, Exception Error, bool IsPlaceKnown);
